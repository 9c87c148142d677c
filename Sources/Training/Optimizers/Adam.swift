import Glibc
import Kernels

/// Adam, with weight decay in the gradient: `g ← ∇ + λ·p`, `m ← β₁·m + (1−β₁)·g`, `v ← β₂·v + (1−β₂)·g²`,
/// `p ← p − η/(1−β₁ᵗ) · (m / (√v/√(1−β₂ᵗ) + ε))`, computed with `c = √(1−β₂ᵗ)` as
/// `p − (η/(1−β₁ᵗ)·c) · (m / (√v + ε·c))`, for half the divisions.
/// - Source: Kingma and Ba, "Adam: a method for stochastic optimization", arXiv:1412.6980, algorithm 1, the
///   corrections of the bias ordered as in PyTorch's `Adam`.
public struct Adam: Optimizer {
  public let firstDecay: Float
  public let secondDecay: Float
  public let epsilon: Float

  public init(firstDecay: Float = 0.9, secondDecay: Float = 0.999, epsilon: Float = 1e-8) {
    self.firstDecay = firstDecay
    self.secondDecay = secondDecay
    self.epsilon = epsilon
  }

  public var slotNames: [String] { ["mean", "square"] }

  public func update(
    _ parameter: UnsafeMutableBufferPointer<Float>, gradient: UnsafeMutableBufferPointer<Float>,
    slots: [UnsafeMutableBufferPointer<Float>], learningRate: Float, weightDecay: Float, step: Int
  ) {
    let correction = (1 - pow(Double(secondDecay), Double(step))).squareRoot()
    let firstCorrection = 1 - pow(Double(firstDecay), Double(step))
    var step = AdamStep(
      firstDecay: firstDecay, secondDecay: secondDecay,
      rate: Float(Double(learningRate) / firstCorrection * correction),
      floor: Float(Double(epsilon) * correction))
    step.decay = weightDecay
    step.move(parameter, gradient: gradient, mean: slots[0], square: slots[1])
  }
}
