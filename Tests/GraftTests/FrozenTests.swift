import Foundation
import Testing

/// What is frozen keeps every bit, and what is thawed does not.
@Suite struct FrozenTests {
  /// Which of the stages' parameters train.
  struct Policy: CustomTestStringConvertible {
    let freeze: String
    let batchNorm: String
    let trains: @Sendable (String) -> Bool
    var testDescription: String { "\(freeze) \(batchNorm)" }
  }

  static let policies = [
    Policy(freeze: "all", batchNorm: "adapt") { _ in false },
    Policy(freeze: "none", batchNorm: "frozen") { _ in true },
    Policy(freeze: "until:features.6", batchNorm: "frozen") {
      $0.hasPrefix("features.7.") || $0.hasPrefix("features.8.")
    },
    Policy(freeze: "stages:1", batchNorm: "train") { $0.hasPrefix("features.8.") },
    Policy(freeze: "match:features.0.*,*.block.1.*", batchNorm: "train") {
      !$0.hasPrefix("features.0.") && !$0.contains(".block.1.")
    },
    Policy(freeze: "gradual:1", batchNorm: "adapt") { $0.hasPrefix("features.8.") },
  ]

  /// Whatever would pull at a frozen weight; nothing is chosen, so that the last epoch is the model.
  static let flags = [
    "--epochs", "2", "--image-size", "32", "--batch-size", "8", "--weight-decay", "0.1", "--l1",
    "0.001", "--decay-all", "--ema", "0.5", "--augment", "flip",
    "--val-split", "0",
  ]

  @Test func trainingTheHeadLeavesThePretrainedBackbone() throws {
    let photos = try Photos(picturesPerClass: 3)
    _ = try photos.train("run", Self.flags)
    let pretrained = try TensorFile(Self.pretrained)
    let known = Set(pretrained.tensors.values)
    let backbone = try TensorFile("run/model.safetensors", in: photos).tensors
      .filter { !$0.key.hasPrefix("head.") }
    // All but the weight and bias of the classifier, for which the head came.
    #expect(backbone.count == pretrained.tensors.count - 2)
    for (name, bytes) in backbone { #expect(known.contains(bytes), "\(name)") }
  }

  @Test(arguments: policies) func onlyWhatTrainsOrAdaptsChanges(policy: Policy) throws {
    let photos = try Photos(picturesPerClass: 3)
    _ = try photos.train(
      "run", Self.flags + ["--freeze", policy.freeze, "--batchnorm", policy.batchNorm])
    let known = Set(try TensorFile(Self.pretrained).tensors.values)
    for (name, bytes) in try TensorFile("run/model.safetensors", in: photos).tensors {
      let isStatistic = name.hasSuffix(".running_mean") || name.hasSuffix(".running_var")
      let changes =
        name.hasPrefix("head.")
        || (isStatistic ? policy.batchNorm != "frozen" : policy.trains(name))
      #expect(known.contains(bytes) != changes, "\(name)")
    }
  }

  private static var pretrained: Data {
    get throws {
      try Data(
        contentsOf: URL(
          fileURLWithPath: Photos.root + "/pretrained/efficientnet_lite0.safetensors"))
    }
  }
}
