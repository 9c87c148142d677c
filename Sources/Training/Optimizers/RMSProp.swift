/// Steps in units of the gradient's running size: `g ← ∇ + λ·p`, `s ← α·s + (1−α)·g²`,
/// `d ← g / (√s + ε)`, with momentum `v ← μ·v + d` and `p ← p − η·v`, without `p ← p − η·d`.
/// - Source: Tieleman and Hinton, "Neural networks for machine learning", lecture 6.5, 2012, with `μ` and
///   `ε` as PyTorch's `RMSprop` has them.
public struct RMSProp: Optimizer {
  public let smoothing: Float
  public let momentum: Float
  public let epsilon: Float

  /// - Parameter smoothing: The share of the running square that a step keeps, α.
  public init(smoothing: Float = 0.99, momentum: Float = 0, epsilon: Float = 1e-8) {
    self.smoothing = smoothing
    self.momentum = momentum
    self.epsilon = epsilon
  }

  public var slotNames: [String] { momentum > 0 ? ["square", "velocity"] : ["square"] }

  public func update(
    _ parameter: UnsafeMutableBufferPointer<Float>, gradient: UnsafeMutableBufferPointer<Float>,
    slots: [UnsafeMutableBufferPointer<Float>], learningRate: Float, weightDecay: Float, step: Int
  ) {
    let square = slots[0]
    let (smoothing, momentum, epsilon, added) = (smoothing, momentum, epsilon, 1 - smoothing)
    guard momentum > 0 else {
      for index in 0..<parameter.count {
        let slope = gradient[index] + weightDecay * parameter[index]
        let mean = smoothing * square[index] + added * slope * slope
        square[index] = mean
        parameter[index] -= learningRate * (slope / (mean.magnitude.squareRoot() + epsilon))
      }
      return
    }
    let velocity = slots[1]
    for index in 0..<parameter.count {
      let slope = gradient[index] + weightDecay * parameter[index]
      let mean = smoothing * square[index] + added * slope * slope
      square[index] = mean
      let speed = momentum * velocity[index] + slope / (mean.magnitude.squareRoot() + epsilon)
      velocity[index] = speed
      parameter[index] -= learningRate * speed
    }
  }
}
