import Backbones
import Files
import Foundation
import Tensors
import Testing
import WeightFiles

@testable import Workbench

@Suite("Backbones: lists, cards, conversion, checks")
struct BackboneUseCaseTests {
  @Test("says where each backbone's weights are")
  func availability() throws {
    let scratch = try Scratch()
    let cache = CacheFolder(path: scratch.path)
    func availability(_ name: String) throws -> BackboneEntry.Availability? {
      try BackboneList(cache: cache).backbones.first { $0.name == name }?.availability
    }
    #expect(try availability("efficientnet_lite0") == .embedded)
    #expect(try availability("resnet18") == .fetchable)
    #expect(try availability("vgg16_caffe") == .byHand)
    _ = try cache.makeFolder("backbones")
    let path = try Pretrained.card(named: "resnet18").path(in: cache)
    try AtomicFile.write("weights", to: path)
    #expect(try availability("resnet18") == .here)
  }

  /// Figures that torchvision's documentation gives: parameters, and billions of multiply-adds.
  @Test(
    "counts parameters and multiply-adds as torchvision does",
    arguments: [("resnet18", 11_689_512, 1.81), ("mobilenet_v2", 3_504_872, 0.3)])
  func cost(name: String, parameters: Int, billions: Double) throws {
    let details = try BackboneDetails(named: name)
    #expect(details.parameters == parameters)
    #expect(abs(Double(details.multiplyAdds) / 1e9 - billions) < 0.01)
    #expect(try jsonFields(of: details)["card"] is [String: Any])
  }

  @Test("fetching what is inside the program needs no network")
  func fetchEmbedded() throws {
    let scratch = try Scratch()
    let result = try FetchBackbone(
      name: "efficientnet_lite0", cache: CacheFolder(path: scratch.path)
    ).run()
    #expect(result.wasHere)
    #expect(result.byteCount > 9_000_000)
  }

  @Test("fetching says 69 where there is no address, 64 where there is no such name")
  func fetchFailures() throws {
    let scratch = try Scratch()
    func code(_ name: String) -> Failure.Code? {
      Failure.code {
        try FetchBackbone(name: name, cache: CacheFolder(path: scratch.path)).run()
      }
    }
    #expect(code("vgg16_caffe") == .downloadFailed)
    #expect(code("resnt18") == .usage)
  }

  @Test("converts there and back without a changed bit")
  func roundTrip() throws {
    let scratch = try Scratch()
    try Safetensors.write(
      ["a.weight": Tensor([1, -2, 3.5], shape: [3]), "b": Tensor([7], shape: [1, 1])],
      to: scratch.file("a.safetensors"), metadata: ["from": "a test"])
    let there = try ConvertWeights(
      input: scratch.file("a.safetensors"), output: scratch.file("b.pth")
    ).run()
    #expect(there.inputFormat == "safetensors")
    #expect(there.droppedMetadata == ["from"])
    _ = try ConvertWeights(input: scratch.file("b.pth"), output: scratch.file("c.safetensors"))
      .run()
    let tensors = try WeightFile.read(path: scratch.file("c.safetensors")).tensors
    #expect(tensors.mapValues(\.floats) == ["a.weight": [1, -2, 3.5], "b": [7]])
    #expect(tensors.mapValues(\.shape) == ["a.weight": [3], "b": [1, 1]])
  }

  @Test("checks a file against a network, and refuses names it does not know")
  func conversionChecks() throws {
    let scratch = try Scratch()
    try Safetensors.write(
      ["a.weight": Tensor([1], shape: [1])], to: scratch.file("a.safetensors"))
    func code(_ output: String, _ architecture: String?) -> Failure.Code? {
      Failure.code {
        try ConvertWeights(
          input: scratch.file("a.safetensors"), output: scratch.file(output),
          architecture: architecture
        ).run()
      }
    }
    #expect(code("b.pth", "squeezenet1_1") == .malformedInput)
    #expect(code("b.pth", "squeezenet") == .usage)
    #expect(code("b.bin", nil) == .usage)
    #expect(code("none/b.pth", nil) == .cannotWrite)
    #expect(!FileManager.default.fileExists(atPath: scratch.file("b.pth")))
  }

  @Test("finds the network in a model's file, and numbers that are not finite")
  func inspection() throws {
    let model = try DemoModel.model + "/model.safetensors"
    let sound = try WeightInspection(of: model)
    #expect(sound.architecture == "efficientnet_lite0")
    #expect(sound.unsound.isEmpty)
    #expect(sound.tensors.contains { $0.name == "head.output.weight" && $0.shape == [2, 1280] })
    let scratch = try Scratch()
    try Safetensors.write(
      ["fine": Tensor([1, 2], shape: [2]), "broken": Tensor([.nan, 1, .infinity], shape: [3])],
      to: scratch.file("a.safetensors"))
    let unsound = try WeightInspection(of: scratch.file("a.safetensors"))
    #expect(unsound.architecture == nil)
    #expect(unsound.unsound.map(\.name) == ["broken"])
    #expect(unsound.unsound.map(\.nonFinite) == [2])
  }

  @Test("holds a card's weights against the card's hash")
  func cardInspection() throws {
    let inside = try WeightInspection(of: "efficientnet_lite0")
    #expect(inside.card == "efficientnet_lite0")
    #expect(
      inside.sha256 == (try Pretrained.card(named: "efficientnet_lite0").embedded?.hash.digits))
    let scratch = try Scratch()
    let cache = CacheFolder(path: scratch.path)
    func code() -> Failure.Code? {
      Failure.code { try WeightInspection(of: "resnet18", cache: cache) }
    }
    #expect(code() == .nothingThere)
    _ = try cache.makeFolder("backbones")
    try AtomicFile.write(
      "something else", to: Pretrained.card(named: "resnet18").path(in: cache))
    #expect(code() == .downloadFailed)
  }
}
