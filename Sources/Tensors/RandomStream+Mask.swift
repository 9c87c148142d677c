extension RandomStream {
  /// Draws for each element whether it is kept: two elements a word, eight a block.
  /// - Parameters:
  ///   - threshold: An element is dropped with probability `threshold / 2¹⁶`, in `0...65536`.
  ///   - kept: What kept elements become; dropped ones become 0.
  public mutating func fillMask(
    _ mask: UnsafeMutableBufferPointer<Float>, threshold: UInt32, kept: Float
  ) {
    var index = 0
    while index + 8 <= mask.count {
      let words = nextBlock()
      for lane in 0..<4 {
        let word = words[lane]
        mask[index + 2 * lane] = word & 0xFFFF < threshold ? 0 : kept
        mask[index + 2 * lane + 1] = word >> 16 < threshold ? 0 : kept
      }
      index += 8
    }
    guard index < mask.count else { return }
    let words = nextBlock()
    for offset in 0..<mask.count - index {
      let half = words[offset / 2] >> (offset % 2 == 0 ? 0 : 16) & 0xFFFF
      mask[index + offset] = half < threshold ? 0 : kept
    }
  }
}
