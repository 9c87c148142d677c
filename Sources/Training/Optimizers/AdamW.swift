import Glibc

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
    let (mean, square) = (slots[0], slots[1])
    let (firstDecay, secondDecay) = (firstDecay, secondDecay)
    let (firstShare, secondShare) = (1 - firstDecay, 1 - secondDecay)
    let firstCorrection = Float(1 - pow(Double(firstDecay), Double(step)))
    let secondCorrection = Float((1 - pow(Double(secondDecay), Double(step))).squareRoot())
    let rate = learningRate / firstCorrection * secondCorrection
    let floor = epsilon * secondCorrection
    let kept = 1 - learningRate * weightDecay
    for index in 0..<parameter.count {
      let slope = gradient[index]
      let first = firstDecay * mean[index] + firstShare * slope
      let second = secondDecay * square[index] + secondShare * slope * slope
      mean[index] = first
      square[index] = second
      let size = second.magnitude.squareRoot() + floor
      parameter[index] = parameter[index] * kept - rate * (first / size)
    }
  }
}
