import Glibc

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
    let (mean, square) = (slots[0], slots[1])
    let (firstDecay, secondDecay) = (firstDecay, secondDecay)
    let (firstShare, secondShare) = (1 - firstDecay, 1 - secondDecay)
    let firstCorrection = Float(1 - pow(Double(firstDecay), Double(step)))
    let secondCorrection = Float((1 - pow(Double(secondDecay), Double(step))).squareRoot())
    let rate = learningRate / firstCorrection * secondCorrection
    let floor = epsilon * secondCorrection
    for index in 0..<parameter.count {
      let slope = gradient[index] + weightDecay * parameter[index]
      let first = firstDecay * mean[index] + firstShare * slope
      let second = secondDecay * square[index] + secondShare * slope * slope
      mean[index] = first
      square[index] = second
      parameter[index] -=
        rate * (first / (second.magnitude.squareRoot() + floor))
    }
  }
}
