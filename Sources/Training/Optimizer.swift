/// A rule that moves parameters against their gradients.
///
/// Stateless itself: what it remembers of a parameter lives in buffers that the trainer keeps and saves.
public protocol Optimizer: Sendable {
  /// Numbers remembered for each element of a parameter, zero at first.
  var slotCount: Int { get }

  /// Moves one parameter.
  /// - Parameters:
  ///   - slots: ``slotCount`` buffers of the parameter's size.
  ///   - weightDecay: Zero for parameters that are not decayed.
  ///   - step: Counts from 1.
  func update(
    _ parameter: UnsafeMutableBufferPointer<Float>, gradient: UnsafeMutableBufferPointer<Float>,
    slots: [UnsafeMutableBufferPointer<Float>], learningRate: Float, weightDecay: Float, step: Int)
}

/// Which optimizer, with its constants.
public struct OptimizerConfiguration: Codable, Sendable, Hashable {
  public enum Name: String, Codable, Sendable, CaseIterable {
    case sgd
    case nesterov
    case adamw
  }

  public var name: Name
  public var learningRate: Double
  /// Of `sgd` and `nesterov`.
  public var momentum: Double
  /// For weights only: biases and the parameters of norms are not decayed.
  public var weightDecay: Double

  public init(
    name: Name = .adamw, learningRate: Double = 1e-3, momentum: Double = 0.9,
    weightDecay: Double = 0.01
  ) {
    self.name = name
    self.learningRate = learningRate
    self.momentum = momentum
    self.weightDecay = weightDecay
  }

  /// - Throws: ``TrainingError/invalidSetting(name:allowed:found:)``.
  public func validate() throws(TrainingError) {
    guard learningRate > 0, learningRate.isFinite else {
      throw .invalidSetting(name: "--lr", allowed: "above 0", found: "\(learningRate)")
    }
    guard (0..<1).contains(momentum) else {
      throw .invalidSetting(name: "--momentum", allowed: "0..<1", found: "\(momentum)")
    }
    guard weightDecay >= 0, weightDecay.isFinite else {
      throw .invalidSetting(name: "--weight-decay", allowed: "at least 0", found: "\(weightDecay)")
    }
  }

  var optimizer: any Optimizer {
    switch name {
    case .sgd: StochasticGradientDescent(momentum: Float(momentum), isNesterov: false)
    case .nesterov: StochasticGradientDescent(momentum: Float(momentum), isNesterov: true)
    case .adamw: AdamW()
    }
  }
}
