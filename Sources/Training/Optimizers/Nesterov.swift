/// Momentum that looks ahead: `g ← ∇ + λ·p`, `v ← μ·v + g`, `p ← p − η·(g + μ·v)`.
/// - Source: Nesterov, "A method of solving a convex programming problem with convergence rate O(1/k²)",
///   1983, as Sutskever et al., ICML 2013, and PyTorch's `SGD` have it.
public struct Nesterov: Optimizer {
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
      parameter[index] -= learningRate * (slope + momentum * speed)
    }
  }
}
