import Tensors

extension OperationRule {
  /// A rectangle somewhere in the view, filled with noise: every byte a random one.
  /// - Source: Zhong et al., "Random erasing data augmentation", 2017, arXiv:1708.04896.
  static let randomErasing = OperationRule(
    [
      OperationParameter(
        "area", .fractionOfArea, 0...1, neutral: 0, usual: ValueRange(0.02...0.33)),
      OperationParameter(
        "ratio", .ratio, 0.1...10, usual: ValueRange(0.3...1 / 0.3, .logUniform)),
      OperationParameter("x", .share, 0...1, usual: ValueRange(0...1)),
      OperationParameter("y", .share, 0...1, usual: ValueRange(0...1)),
    ], isNoisy: true,
    .pixels { values, seed, canvas throws(ImageError) in
      let area = values[0] * Double(canvas.pixelCount)
      let width = min(Int((area * values[1]).squareRoot().rounded()), canvas.width)
      let height = min(Int((area / values[1]).squareRoot().rounded()), canvas.height)
      let left = Int((values[2] * Double(canvas.width - width)).rounded())
      let top = Int((values[3] * Double(canvas.height - height)).rounded())
      var stream = RandomStream(seed: seed, purpose: .augmentation, 2)
      let pixels = canvas.pixels()
      for row in top..<top + height {
        // Sound: the rectangle lies inside the view.
        let start = pixels + (row * canvas.width + left) * Image.channelCount
        for byte in 0..<width * Image.channelCount {
          start[byte] = UInt8(truncatingIfNeeded: stream.nextWord() >> 24)
        }
      }
    },
    words: { "\($0[0].saidPercent) erased" })
}
