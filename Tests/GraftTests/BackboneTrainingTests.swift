import Foundation
import Testing

/// What `graft train` promises where more than the head trains.
@Suite struct BackboneTrainingTests {
  static let small = ["--image-size", "32", "--batch-size", "8"]

  /// Each epoch's checkpoint, compared with the one before it, shows what has trained.
  @Test func aRunTrainsWhatItsPlanSays() throws {
    let photos = try Photos(picturesPerClass: 3)
    let arguments =
      ["train", "photos", "--freeze", "gradual:2", "--epochs", "5", "--views", "1"] + Self.small
    let plan = try Command.run(arguments + ["--dry-run", "--json"], in: photos).json()
    let outcome = try Command.run(
      arguments + ["--output", "run", "--keep-checkpoints", "9"], in: photos)
    #expect(outcome.status == 0, "\(outcome.messages)")
    let phases = try #require(plan["phases"] as? [[String: Any]])
    let boundaries = phases.compactMap { ($0["boundary"] as? [String: Any])?["node"] as? String }
    #expect(phases.compactMap { $0["epochs"] as? [Int] } == [[1, 2], [3, 4], [5, 5]])
    // The last phase is one epoch long: nothing is kept for it.
    let told = outcome.messages.matches(of: #/frozen up to (\S+): what it gives is kept/#)
      .map { String($0.1) }
    #expect(told == Array(boundaries.prefix(2)) && boundaries.count == 3)

    let layers = try #require(plan["layers"] as? [[String: Any]])
    var thaw: [String: Int] = [:]
    for layer in layers {
      thaw[try #require(layer["name"] as? String)] = layer["trainedFromEpoch"] as? Int ?? .max
    }
    // A phase's first checkpoint has more in it than the one before: the pretrained values are the last.
    var before = try TensorFile("run/model.safetensors", in: photos).tensors
    for epoch in 1...5 {
      let name = epoch == 5 ? "last" : "epoch-\(epoch)"
      let tensors = try TensorFile("run/checkpoints/\(name).safetensors", in: photos).tensors
        .filter { !$0.key.contains("/") }
      if epoch == 1 {
        before = tensors
        continue
      }
      for (name, bytes) in tensors {
        guard let old = before[name] else { continue }
        let isStatistic = name.contains(".running_")
        let layer = String(name[..<(name.lastIndex(of: ".") ?? name.endIndex)])
        let first = try #require(thaw[layer], "\(name)")
        #expect((old != bytes) == (!isStatistic && first <= epoch), "\(name) in epoch \(epoch)")
      }
      before.merge(tensors) { $1 }
    }
  }

  @Test func stoppingEarlyGivesBackTheBestWeights() throws {
    let photos = try Photos(picturesPerClass: 4)
    let outcome = try Command.run(
      [
        "train", "photos", "--freeze", "none", "--epochs", "30", "--early-stopping", "2",
        "--monitor", "loss", "--lr", "0.02", "--backbone-lr-factor", "1", "--schedule", "constant",
        "--output", "run", "--json",
      ] + Self.small, in: photos)
    #expect(outcome.status == 0, "\(outcome.messages)")
    let result = try outcome.json()
    let epochs = try #require(result["epochs"] as? Int)
    let best = try #require((result["best"] as? [String: Any])?["epoch"] as? Int)
    #expect(epochs < 30 && best == epochs - 2)
    let model = try TensorFile("run/model.safetensors", in: photos).tensors
    let chosen = try TensorFile("run/checkpoints/best.safetensors", in: photos)
    let last = try TensorFile("run/checkpoints/last.safetensors", in: photos).tensors
    #expect(chosen.metadata["epochs"] == "\(best)")
    #expect(chosen.tensors.filter { !$0.key.contains("/") } == model)
    #expect(last.filter { !$0.key.contains("/") } != model)
  }

  @Test func mixedPicturesTrainAndHaveNoFixedViews() throws {
    let photos = try Photos(picturesPerClass: 3)
    let outcome = try Command.run(
      ["train", "photos", "--mixup", "0.2", "--epochs", "2", "--output", "run"] + Self.small,
      in: photos)
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(outcome.messages.contains("what the frozen part gives is not kept"))
    let refused = try Command.run(
      ["train", "photos", "--mixup", "0.2", "--augment", "flip", "--views", "2"], in: photos)
    #expect(refused.status == 64)
    #expect(refused.messages.contains("--views: expected fresh with --mixup"))
  }

  /// The loss of the first shows it; in the second ReLU6 makes numbers of it.
  @Test(arguments: [["--backbone", "squeezenet1_1", "--weights", "none"], []])
  func divergenceOfTheBackboneNamesItsLayerAndTheLastGoodCheckpoint(backbone: [String]) throws {
    let photos = try Photos(picturesPerClass: 3)
    let outcome = try Command.run(
      [
        "train", "photos", "--freeze", "none", "--head-epochs", "1", "--optimizer", "sgd",
        "--backbone-lr-factor", "1e38", "--epochs", "4", "--output", "run",
      ] + Self.small + backbone, in: photos)
    #expect(outcome.status == 70)
    #expect(outcome.messages.contains("diverged in epoch 2: layer features."))
    #expect(outcome.messages.contains("run/checkpoints/last.safetensors, the last good one"))
    #expect(!photos.exists("run/model.safetensors"))
    let last = try TensorFile("run/checkpoints/last.safetensors", in: photos)
    #expect(last.metadata["epochs"] == "1")
  }
}
