/// Gradient descent with momentum: `g ← ∇ + λ·p`, `v ← μ·v + g`, `p ← p − η·v`.
/// - Source: Polyak, "Some methods of speeding up the convergence of iteration methods", 1964, in the form of
///   PyTorch's `SGD`, where the learning rate is outside the velocity.
public struct Momentum: Optimizer {
  public let momentum: Float

  public init(momentum: Float = 0.9) {
    self.momentum = momentum
  }

  public var slotNames: [String] { ["velocity"] }

  public func update(
    _ parameter: UnsafeMutableBufferPointer<Float>, gradient: UnsafeMutableBufferPointer<Float>,
    slots: [UnsafeMutableBufferPointer<Float>], learningRate: Float, weightDecay: Float, step: Int
  ) {
    let velocity = slots[0]
    let momentum = momentum
    for index in 0..<parameter.count {
      let slope = gradient[index] + weightDecay * parameter[index]
      let speed = momentum * velocity[index] + slope
      velocity[index] = speed
      parameter[index] -= learningRate * speed
    }
  }
}
