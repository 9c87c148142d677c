import Tensors

/// Places buffers in one block of memory so that those that live at the same time never overlap.
struct MemoryPlan {
  /// A buffer and the instructions between which it must keep its content.
  struct Buffer: Equatable {
    var byteCount: Int
    var firstUse: Int
    var lastUse: Int
  }

  /// Where each buffer begins.
  let offsets: [Int]
  let byteCount: Int

  /// Largest first, each at the lowest place that is free during its life.
  /// - Source: Pisarchyk and Lee, "Efficient memory management for deep neural net inference",
  ///   arXiv:2001.03288, "greedy by size".
  init(_ buffers: [Buffer]) {
    var offsets = [Int](repeating: 0, count: buffers.count)
    var placed: [Int] = []
    var end = 0
    let order = buffers.indices.sorted {
      (buffers[$1].byteCount, $0) < (buffers[$0].byteCount, $1)
    }
    for index in order {
      let size = Self.aligned(buffers[index].byteCount)
      var offset = 0
      for other in placed.sorted(by: { offsets[$0] < offsets[$1] })
      where buffers[other].overlaps(buffers[index]) {
        if offset + size <= offsets[other] { break }
        offset = max(offset, offsets[other] + Self.aligned(buffers[other].byteCount))
      }
      offsets[index] = offset
      end = max(end, offset + size)
      placed.append(index)
    }
    self.offsets = offsets
    byteCount = end
  }

  private static func aligned(_ byteCount: Int) -> Int {
    let line = AlignedStorage.alignment
    return (max(byteCount, 1) + line - 1) / line * line
  }
}

extension MemoryPlan.Buffer {
  func overlaps(_ other: Self) -> Bool {
    firstUse <= other.lastUse && other.firstUse <= lastUse
  }
}
