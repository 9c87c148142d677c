import Backbones
import Graphs
import Tensors
import Testing

@Suite struct ArchitectureTests {
  @Test(arguments: Architecture.allCases)
  func theOutputHasAsManyNumbersAsClasses(architecture: Architecture) throws {
    #expect(try architecture.graph().outputShape == [1000])
    #expect(try architecture.graph(classes: 7).outputShape == [7])
  }

  @Test(arguments: Architecture.allCases)
  func theInputTakesAnySizeThatFits(architecture: Architecture) throws {
    let usual = architecture.inputSize
    #expect(try architecture.graph().shapes[0] == [usual, usual, 3])
    let graph = try architecture.graph(height: 256, width: 320)
    #expect(graph.shapes[0] == [256, 320, 3])
    #expect(graph.outputShape == [1000])
  }

  @Test func aSizeThatIsTooSmallNamesTheLayer() {
    #expect {
      try Architecture.vgg16.graph(height: 16, width: 16)
    } throws: {
      "\($0)".contains("features.30")
    }
    #expect(throws: GraphError.self) { try Architecture.resNet18.graph(classes: 0) }
    #expect(throws: GraphError.self) { try Architecture.resNet18.graph(height: -1) }
  }

  @Test(arguments: [
    (Architecture.resNet18, ["stem", "layer1", "layer2", "layer3", "layer4"]),
    (
      .vgg16,
      ["features.4", "features.9", "features.16", "features.23", "features.30", "classifier"]
    ),
    (
      .vgg11BatchNorm,
      ["features.3", "features.7", "features.14", "features.21", "features.28", "classifier"]
    ),
    (.squeezeNet, ["features.2", "features.5", "features.8", "features.12"]),
    (.mobileNetV2, (0...18).map { "features.\($0)" }),
    (.efficientNetLite0, (0...8).map { "features.\($0)" }),
    (
      .inceptionV3,
      [
        "stem", "Mixed_5b", "Mixed_5c", "Mixed_5d", "Mixed_6a", "Mixed_6b", "Mixed_6c", "Mixed_6d",
        "Mixed_6e", "Mixed_7a", "Mixed_7b", "Mixed_7c",
      ]
    ),
  ])
  func stagesAreNamedAsTorchvisionUsersKnowThem(architecture: Architecture, names: [String]) throws
  {
    #expect(try architecture.graph().stages.map(\.name) == names)
  }

  @Test func stagesEndWithTheirMaps() throws {
    func shapes(_ architecture: Architecture) throws -> [Shape] {
      let graph = try architecture.graph()
      return graph.stages.map { graph.shapes[$0.lastNode] }
    }
    #expect(
      try shapes(.resNet50) == [
        [56, 56, 64], [56, 56, 256], [28, 28, 512], [14, 14, 1024], [7, 7, 2048],
      ])
    #expect(
      try shapes(.squeezeNet) == [[55, 55, 64], [27, 27, 128], [13, 13, 256], [13, 13, 512]])
    #expect(try shapes(.vgg16).suffix(2) == [[7, 7, 512], [4096]])
    #expect(try shapes(.inceptionV3).last == [8, 8, 2048])
    #expect(
      try shapes(.efficientNetLite0) == [
        [112, 112, 32], [112, 112, 16], [56, 56, 24], [28, 28, 40], [14, 14, 80], [14, 14, 112],
        [7, 7, 192], [7, 7, 320], [7, 7, 1280],
      ])
  }

  @Test func bottlenecksStrideInTheirThreeByThree() throws {
    let graph = try Architecture.resNet50.graph()
    let strides = try ["conv1", "conv2", "conv3"].map { name in
      let index = try #require(graph.index(ofNode: "layer2.0.\(name)"))
      guard case .convolution(let convolution) = graph.nodes[index].operation else { return 0 }
      return convolution.stride.height
    }
    #expect(strides == [1, 2, 1])
  }

  @Test func aTypoIsAnsweredWithTheNearestName() {
    #expect(throws: BackboneError.unknownArchitecture(name: "resnet5O", nearest: "resnet50")) {
      try Architecture(named: "resnet5O")
    }
    #expect(throws: BackboneError.unknownArchitecture(name: "transformer", nearest: nil)) {
      try Architecture(named: "transformer")
    }
    #expect(
      "\(BackboneError.unknownArchitecture(name: "vg16", nearest: "vgg16"))"
        == "no architecture vg16; did you mean vgg16?")
  }

  @Test(arguments: Architecture.allCases)
  func everyNameFindsItsArchitecture(architecture: Architecture) throws {
    #expect(try Architecture(named: architecture.rawValue) == architecture)
  }
}
