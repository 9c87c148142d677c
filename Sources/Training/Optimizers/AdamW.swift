import Glibc
import Kernels

/// Adam with decoupled weight decay:
/// `m ← β₁·m + (1−β₁)·∇`, `v ← β₂·v + (1−β₂)·∇²`,
/// `p ← p·(1 − η·λ) − η/(1−β₁ᵗ) · (m / (√v/√(1−β₂ᵗ) + ε))`, divided once, as ``Adam`` does.
/// - Source: Loshchilov and Hutter, "Decoupled weight decay regularization", arXiv:1711.05101, algorithm 2,
///   with the schedule's multiplier in `η`, as PyTorch has it.
public struct AdamW: Optimizer {
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
    step.kept = 1 - learningRate * weightDecay
    step.move(parameter, gradient: gradient, mean: slots[0], square: slots[1])
  }
}
