import Graphs

/// What trains when, over a whole training.
///
/// A phase in which only the head trains before the backbone thaws (`gradual`'s first, and that of
/// `--head-epochs`) leaves the running statistics of the backbone alone in every ``BatchNormMode``: its
/// features stay as they are.
public struct TrainingPhases: Hashable, Sendable {
  /// In order, without gaps, from epoch 1 to the last.
  public let phases: [TrainingPhase]

  public static let defaultBackboneLearningRateFactor = 0.1

  /// - Parameters:
  ///   - headEpochs: How many of the epochs train the head alone, before the policy applies.
  ///   - backboneLearningRateFactor: By which the learning rate of the backbone's parameters is
  ///     multiplied, in every phase.
  ///   - epochs: Of the whole training, at least 1.
  ///   - graph: A backbone with a head.
  /// - Throws: ``BackboneError/freezing(_:)`` for a policy that the network cannot follow, or that does
  ///   not go with the epochs.
  public init(
    freezing policy: FreezingPolicy, batchNorm: BatchNormMode = .frozen, headEpochs: Int = 0,
    backboneLearningRateFactor: Double = Self.defaultBackboneLearningRateFactor, epochs: Int,
    of graph: Graph
  ) throws(BackboneError) {
    try Self.verify(
      policy, batchNorm, headEpochs: headEpochs, factor: backboneLearningRateFactor, epochs: epochs)
    var begun = try policy.thaws(of: graph).filter { $0.firstEpoch <= epochs }
    if headEpochs > 0 {
      begun = [
        (1, FreezingPolicy.headAlone(in: graph)), (headEpochs + 1, begun[0].trained),
      ]
    }
    var phases: [TrainingPhase] = []
    for (index, phase) in begun.enumerated() {
      let last = index + 1 < begun.count ? begun[index + 1].firstEpoch - 1 : epochs
      phases.append(
        TrainingPhase(
          epochs: phase.firstEpoch...last, trained: phase.trained,
          batchNorm: index == 0 && begun.count > 1 ? .frozen : batchNorm,
          backboneLearningRateFactor: backboneLearningRateFactor))
    }
    self.phases = phases
  }

  /// The phase that an epoch belongs to; the last one for epochs beyond it.
  public func phase(ofEpoch epoch: Int) -> TrainingPhase {
    precondition(epoch >= 1, "epochs count from 1")
    return phases.first { $0.epochs.contains(epoch) } ?? phases[phases.count - 1]
  }

  /// Checks what can be checked without a network.
  /// - Throws: ``BackboneError/freezing(_:)``.
  public static func verify(
    _ policy: FreezingPolicy, _ batchNorm: BatchNormMode, headEpochs: Int, factor: Double,
    epochs: Int
  ) throws(BackboneError) {
    if case .gradual(let each) = policy, each >= epochs {
      throw .freezing(.thawsTooLate(policy: policy.description, epochs: epochs))
    }
    guard factor > 0, factor.isFinite else {
      throw .freezing(.learningRateFactorOutOfRange(found: factor))
    }
    if policy == .all, factor != defaultBackboneLearningRateFactor {
      throw .freezing(.learningRateFactorWithoutThaw(found: factor))
    }
    guard headEpochs != 0 else { return }
    guard (0..<epochs).contains(headEpochs) else {
      throw .freezing(.headEpochsOutOfRange(found: headEpochs, epochs: epochs))
    }
    if policy == .all, batchNorm == .frozen {
      throw .freezing(.headEpochsWithoutThaw(policy: policy.description))
    }
    if case .gradual = policy {
      throw .freezing(.headEpochsWithGradual(policy: policy.description))
    }
  }
}
