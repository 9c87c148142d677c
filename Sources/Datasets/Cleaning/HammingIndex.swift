/// Finds which of many 64-bit hashes differ in few bits, without comparing each with each.
///
/// Hashes that differ in at most `radius` bits differ in at most `radius / 4` of one of their four blocks of 16
/// bits, so the hashes with a similar block are all that need be compared.
/// - Source: M. Norouzi and others, "Fast Search in Hamming Space with Multi-Index Hashing", 2012,
///   arXiv:1307.2982.
struct HammingIndex {
  private let hashes: [UInt64]
  private let radius: Int
  /// For each block, where the hashes of each of its 65,536 values begin in `order`; none for few hashes.
  private var starts: [[Int]] = []
  /// For each block, the positions of the hashes by the block's value.
  private var order: [[Int]] = []
  /// Blocks that differ in at most `radius / 4` bits from 0.
  private let masks: [UInt16]

  private static let blockCount = 4
  private static let blockValues = 1 << 16

  /// - Parameter comparesAll: For tests: never with the blocks, or always; by default with them once it pays.
  init(_ hashes: [UInt64], radius: Int, comparesAll: Bool? = nil) {
    precondition((0...64).contains(radius), "hashes of 64 bits differ in at most 64")
    self.hashes = hashes
    self.radius = radius
    let blockRadius = radius / Self.blockCount
    masks = (0..<Self.blockValues).compactMap { value in
      value.nonzeroBitCount <= blockRadius ? UInt16(value) : nil
    }
    guard !(comparesAll ?? (hashes.count < 2 * Self.blockCount * masks.count)) else { return }
    for block in 0..<Self.blockCount {
      var starts = [Int](repeating: 0, count: Self.blockValues + 1)
      for hash in hashes { starts[Self.value(hash, block) + 1] += 1 }
      for value in 0..<Self.blockValues { starts[value + 1] += starts[value] }
      var next = starts
      var order = [Int](repeating: 0, count: hashes.count)
      for (position, hash) in hashes.enumerated() {
        let value = Self.value(hash, block)
        order[next[value]] = position
        next[value] += 1
      }
      self.starts.append(starts)
      self.order.append(order)
    }
  }

  /// Calls `body` once for every other hash before `position` that differs in at most the radius.
  func forEachEarlier(
    than position: Int, _ body: (_ earlier: Int, _ distance: Int) throws -> Void
  ) rethrows {
    let hash = hashes[position]
    guard !order.isEmpty else {
      for earlier in 0..<position {
        let distance = (hash ^ hashes[earlier]).nonzeroBitCount
        if distance <= radius { try body(earlier, distance) }
      }
      return
    }
    for block in 0..<Self.blockCount {
      for mask in masks {
        let value = Self.value(hash, block) ^ Int(mask)
        for place in starts[block][value]..<starts[block][value + 1] {
          let earlier = order[block][place]
          // Positions ascend among those of one value.
          guard earlier < position else { break }
          let difference = hash ^ hashes[earlier]
          guard difference.nonzeroBitCount <= radius, isFirst(block, for: difference) else {
            continue
          }
          try body(earlier, difference.nonzeroBitCount)
        }
      }
    }
  }

  /// Whether no earlier block finds the pair too.
  private func isFirst(_ block: Int, for difference: UInt64) -> Bool {
    (0..<block).allSatisfy {
      Self.value(difference, $0).nonzeroBitCount > radius / Self.blockCount
    }
  }

  private static func value(_ hash: UInt64, _ block: Int) -> Int {
    Int(truncatingIfNeeded: hash >> UInt64(16 * block)) & 0xFFFF
  }
}
