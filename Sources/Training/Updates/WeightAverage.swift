/// The exponential moving average of a training's weights: `a ← a + (1 − d)·(p − a)` after every step.
///
/// `d` grows from 0.18 towards ``decay``: after step `t` it is `min(decay, (1 + t) / (10 + t))`, so that the
/// average soon forgets where it began.
/// - Source: Polyak and Juditsky, "Acceleration of stochastic approximation by averaging", 1992; the warm-up is
///   that of TensorFlow's `ExponentialMovingAverage` with `num_updates`.
public struct WeightAverage: Sendable {
  public let decay: Double

  /// - Parameter decay: In `0..<1`.
  public init(decay: Double) {
    self.decay = decay
  }

  /// - Parameter step: Steps that have been taken, at least 1.
  public func decay(afterStep step: Int) -> Double {
    min(decay, Double(1 + step) / Double(10 + step))
  }

  /// Moves the average of some values, or of a range of them.
  /// - Parameter step: Steps that have been taken, at least 1.
  public func move(
    _ average: UnsafeMutableBufferPointer<Float>, towards values: UnsafeMutableBufferPointer<Float>,
    afterStep step: Int
  ) {
    precondition(average.count == values.count, "an average for every value")
    let share = Float(1 - decay(afterStep: step))
    for index in 0..<average.count {
      let distance = values[index] - average[index]
      // What is frozen keeps every bit: a sum would turn -0 into 0.
      average[index] = distance == 0 ? average[index] : average[index] + share * distance
    }
  }
}
