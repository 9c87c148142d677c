/// Gradient descent: `p ← p − η·(∇ + λ·p)`.
/// - Source: Robbins and Monro, "A stochastic approximation method", 1951; `λ` as PyTorch's `SGD` has it.
public struct StochasticGradientDescent: Optimizer {
  public init() {}

  public var slotNames: [String] { [] }

  public func update(
    _ parameter: UnsafeMutableBufferPointer<Float>, gradient: UnsafeMutableBufferPointer<Float>,
    slots: [UnsafeMutableBufferPointer<Float>], learningRate: Float, weightDecay: Float, step: Int
  ) {
    for index in 0..<parameter.count {
      let slope = gradient[index] + weightDecay * parameter[index]
      parameter[index] -= learningRate * slope
    }
  }
}
