/// Gradient descent with momentum, as PyTorch's `SGD` counts it:
/// `g ← ∇ + λ·p`, `v ← μ·v + g`, `p ← p − η·v`, with Nesterov `p ← p − η·(g + μ·v)`.
/// - Source: Sutskever et al., "On the importance of initialization and momentum in deep learning",
///   ICML 2013; Nesterov, 1983.
public struct StochasticGradientDescent: Optimizer {
  public let momentum: Float
  public let isNesterov: Bool

  public init(momentum: Float, isNesterov: Bool) {
    self.momentum = momentum
    self.isNesterov = isNesterov
  }

  public var slotCount: Int { 1 }

  public func update(
    _ parameter: UnsafeMutableBufferPointer<Float>, gradient: UnsafeMutableBufferPointer<Float>,
    slots: [UnsafeMutableBufferPointer<Float>], learningRate: Float, weightDecay: Float, step: Int
  ) {
    let velocity = slots[0]
    for index in 0..<parameter.count {
      let decayed = gradient[index] + weightDecay * parameter[index]
      let speed = momentum * velocity[index] + decayed
      velocity[index] = speed
      let direction = isNesterov ? decayed + momentum * speed : speed
      parameter[index] -= learningRate * direction
    }
  }
}
