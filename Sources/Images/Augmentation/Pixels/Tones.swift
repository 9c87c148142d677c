import CPixels

extension OperationRule {
  /// Every byte from the other end.
  static let invert = OperationRule(
    .pixels { _, _, canvas throws(ImageError) in canvas.mapBytes { 255 - $0 } },
    words: { _ in "inverted" })

  /// The upper bits of every byte; the others are 0.
  static let posterize = OperationRule(
    [OperationParameter("bits", .bits, 1...8, neutral: 8, isWhole: true)],
    .pixels { values, _, canvas throws(ImageError) in
      let mask = 0xFF << (8 - Int(values[0])) & 0xFF
      canvas.mapBytes { Double(Int($0) & mask) }
    },
    words: { "\(Int($0[0])) bits a channel" })

  /// Bytes from the threshold on are inverted.
  static let solarize = OperationRule(
    [OperationParameter("threshold", .levels, 0...256, neutral: 256)],
    .pixels { values, _, canvas throws(ImageError) in
      canvas.mapBytes { $0 >= values[0] ? 255 - $0 : $0 }
    },
    words: { "solarized from \($0[0].said)" })

  /// The darkest byte of each channel becomes 0, the brightest 255, the others keep their place between them.
  static let autocontrast = OperationRule(
    .pixels { _, _, canvas throws(ImageError) in
      let counts = canvas.byteCounts()
      canvas.mapBytes(
        through: (0..<3).flatMap { channel -> [UInt8] in
          let own = counts[channel * 256..<(channel + 1) * 256]
          let low = (own.firstIndex { $0 > 0 } ?? own.startIndex) - own.startIndex
          let high = (own.lastIndex { $0 > 0 } ?? own.startIndex) - own.startIndex
          guard high > low else { return (0..<256).map { UInt8($0) } }
          let scale = 255 / Double(high - low)
          return (0..<256).map {
            UInt8(min(max(Double($0) * scale - Double(low) * scale, 0), 255))
          }
        })
    }, words: { _ in "full contrast" })

  /// Every channel's bytes spread so that all are about as frequent, by Pillow's `ImageOps.equalize`.
  static let equalize = OperationRule(
    .pixels { _, _, canvas throws(ImageError) in
      let counts = canvas.byteCounts()
      canvas.mapBytes(
        through: (0..<3).flatMap { equalization(counts[$0 * 256..<($0 + 1) * 256]) })
    }, words: { _ in "equalized" })

  private static func equalization(_ counts: ArraySlice<UInt32>) -> [UInt8] {
    let unchanged = (0..<256).map { UInt8($0) }
    let occurring = counts.filter { $0 > 0 }
    guard occurring.count > 1, let last = occurring.last else { return unchanged }
    let step = (occurring.reduce(0, +) - last) / 255
    guard step > 0 else { return unchanged }
    var sum = step / 2
    return counts.map { count in
      defer { sum += count }
      return UInt8(min(sum / step, 255))
    }
  }
}

extension PixelCanvas {
  /// How often each byte occurs, `[3, 256]`.
  fileprivate mutating func byteCounts() -> [UInt32] {
    let pixels = pixels()
    return [UInt32](unsafeUninitializedCapacity: 3 * 256) { buffer, count in
      // Sound: room for every byte of every channel.
      graft_count_bytes(pixels, pixelCount, buffer.baseAddress)
      count = 3 * 256
    }
  }
}
