/// All that one step does to one parameter, or to a range of it: the optimizer's rule, then L1.
///
/// Every element is moved by itself, so ranges may be taken in any order and by any worker.
public struct ParameterUpdate: Sendable {
  private let optimizer: any Optimizer
  private let learningRate: Float
  private let weightDecay: Float
  private let threshold: Float
  private let step: Int

  /// - Parameters:
  ///   - learningRate: The step's, before the group's factor.
  ///   - step: Counts the parameter's own steps from 1.
  public init(_ optimizer: any Optimizer, group: ParameterGroup, learningRate: Double, step: Int) {
    let rate = learningRate * group.learningRateFactor
    self.optimizer = optimizer
    self.learningRate = Float(rate)
    weightDecay = Float(group.weightDecay)
    threshold = Float(rate * group.l1)
    self.step = step
  }

  /// - Parameters:
  ///   - range: Elements to move; `nil` for all.
  ///   - gradient: Of as many elements as the parameter, as is each of the optimizer's slots.
  public func apply(
    to parameter: UnsafeMutableBufferPointer<Float>, in range: Range<Int>? = nil,
    gradient: UnsafeMutableBufferPointer<Float>, slots: [UnsafeMutableBufferPointer<Float>]
  ) {
    precondition(
      gradient.count == parameter.count && slots.count == optimizer.slotCount
        && slots.allSatisfy { $0.count == parameter.count },
      "a gradient and each slot for every element")
    let range = range ?? 0..<parameter.count
    let part = UnsafeMutableBufferPointer(rebasing: parameter[range])
    optimizer.update(
      part, gradient: UnsafeMutableBufferPointer(rebasing: gradient[range]),
      slots: slots.map { UnsafeMutableBufferPointer(rebasing: $0[range]) },
      learningRate: learningRate, weightDecay: weightDecay, step: step)
    if threshold > 0 { SoftThreshold.apply(threshold, to: part) }
  }
}
