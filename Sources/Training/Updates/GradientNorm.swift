/// The length of all gradients taken as one vector, and what clips it.
///
/// Squares are added in double precision, chunk by chunk of each parameter, and the chunks' sums in their
/// order: whoever computes which chunk, the bits are the same.
/// - Source: Pascanu, Mikolov and Bengio, "On the difficulty of training recurrent neural networks",
///   arXiv:1211.5063, section 3.2.
public enum GradientNorm {
  /// Elements of a chunk; the last one of a gradient may have fewer.
  public static let chunk = 16_384

  public static func chunkCount(ofElements count: Int) -> Int { (count + chunk - 1) / chunk }

  /// `Σ∇²` over one chunk.
  /// - Parameter index: In `0..<chunkCount(ofElements: gradient.count)`.
  public static func squareSum(
    ofChunk index: Int, of gradient: UnsafeMutableBufferPointer<Float>
  ) -> Double {
    let start = index * chunk
    let end = min(start + chunk, gradient.count)
    // Eight sums side by side, as a vector register holds them, so that they may be added in parallel.
    var sums = SIMD8<Double>()
    var place = start
    while place + 8 <= end {
      var values = SIMD8<Double>()
      for lane in 0..<8 { values[lane] = Double(gradient[place + lane]) }
      sums += values * values
      place += 8
    }
    var sum = 0.0
    for lane in 0..<8 { sum += sums[lane] }
    for index in place..<end {
      let value = Double(gradient[index])
      sum += value * value
    }
    return sum
  }

  /// The norm of some gradients, in the order given.
  public static func norm(of gradients: [UnsafeMutableBufferPointer<Float>]) -> Double {
    norm(
      ofSquareSums: gradients.flatMap { gradient in
        (0..<chunkCount(ofElements: gradient.count)).map { squareSum(ofChunk: $0, of: gradient) }
      })
  }

  /// The norm from the sums of all chunks: parameter by parameter, chunk by chunk.
  public static func norm(ofSquareSums sums: [Double]) -> Double {
    sums.reduce(0, +).squareRoot()
  }

  /// What gradients are multiplied with: `min(1, limit / (norm + 10⁻⁶))`, as PyTorch's `clip_grad_norm_` has it.
  public static func factor(limit: Double, norm: Double) -> Float {
    Float(min(1, limit / (norm + 1e-6)))
  }

  /// Multiplies a gradient, or a range of it.
  public static func scale(_ gradient: UnsafeMutableBufferPointer<Float>, by factor: Float) {
    for index in 0..<gradient.count { gradient[index] *= factor }
  }
}
