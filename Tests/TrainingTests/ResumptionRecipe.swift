import Backbones
import Testing

@testable import Training

/// One way to train, in two or more phases.
struct ResumptionRecipe: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var configuration: TrainingConfiguration
  var policy = FreezingPolicy.nothing
  var batchNorm = BatchNormMode.frozen
  var headEpochs = 0
  /// Whether the validation part gets worse and worse.
  var isContrary = false
}
