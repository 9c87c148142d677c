/// Steps that shrink where gradients have been large: `g ← ∇ + λ·p`, `s ← s + g²`, `p ← p − η·(g / (√s + ε))`.
/// - Source: Duchi, Hazan and Singer, "Adaptive subgradient methods", JMLR 12, 2011, with `λ` and `ε` as
///   PyTorch's `Adagrad` has them.
public struct Adagrad: Optimizer {
  public let epsilon: Float

  public init(epsilon: Float = 1e-10) {
    self.epsilon = epsilon
  }

  public var slotNames: [String] { ["squareSum"] }

  public func update(
    _ parameter: UnsafeMutableBufferPointer<Float>, gradient: UnsafeMutableBufferPointer<Float>,
    slots: [UnsafeMutableBufferPointer<Float>], learningRate: Float, weightDecay: Float, step: Int
  ) {
    let squareSum = slots[0]
    let epsilon = epsilon
    for index in 0..<parameter.count {
      let slope = gradient[index] + weightDecay * parameter[index]
      let sum = squareSum[index] + slope * slope
      squareSum[index] = sum
      parameter[index] -= learningRate * (slope / (sum.magnitude.squareRoot() + epsilon))
    }
  }
}
