import CLoops

extension RandomStream {
  private static let path = graft_best_loop_path()

  /// Draws for each element whether it is kept: two elements a word, eight a block.
  /// - Parameters:
  ///   - threshold: An element is dropped with probability `threshold / 2¹⁶`, in `0...65536`.
  ///   - kept: What kept elements become; dropped ones become 0.
  public mutating func fillMask(
    _ mask: UnsafeMutableBufferPointer<Float>, threshold: UInt32, kept: Float
  ) {
    fillMask(mask, threshold: threshold, kept: kept, path: Self.path)
  }

  mutating func fillMask(
    _ mask: UnsafeMutableBufferPointer<Float>, threshold: UInt32, kept: Float,
    path: graft_loop_path
  ) {
    guard let first = mask.baseAddress else { return }
    let stream = graft_philox(
      counter: (prefix[0], prefix[1], prefix[2]), key: (key[0], key[1]))
    // Sound: the loop writes `count` values.
    graft_mask(path, stream, block, threshold, kept, first, mask.count)
    skipBlocks((mask.count + 7) / 8)
  }
}
