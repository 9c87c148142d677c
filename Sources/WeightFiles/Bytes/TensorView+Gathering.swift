import Tensors

extension TensorView {
  /// Copies the view's elements, in row-major order, out of the bytes that it looks at.
  /// - Precondition: `bytes` holds `originElementCount` elements.
  func gather(from bytes: UnsafeRawBufferPointer) throws -> Tensor {
    precondition(bytes.count == originElementCount * elementType.byteCount)
    var tensor = try Tensor(zeros: shape, elementType: elementType)
    guard shape.elementCount > 0, let source = bytes.baseAddress else { return tensor }
    try tensor.withUnsafeMutableBytes { target in
      // Sound: `init` proved that every index lies below `originElementCount`, and the target holds
      // exactly the elements of `shape`.
      guard let start = target.baseAddress else { return }
      switch elementType.byteCount {
      case 1: copy(source, as: UInt8.self, to: start)
      case 2: copy(source, as: UInt16.self, to: start)
      case 4: copy(source, as: UInt32.self, to: start)
      default: copy(source, as: UInt64.self, to: start)
      }
    }
    return tensor
  }

  private func copy<Word: BitwiseCopyable>(
    _ source: UnsafeRawPointer, as _: Word.Type, to target: UnsafeMutableRawPointer
  ) {
    let width = MemoryLayout<Word>.size
    var axes = mergedAxes
    let inner = axes.popLast() ?? (extent: 1, stride: 1)
    var index = [Int](repeating: 0, count: axes.count)
    var row = offset
    var written = 0
    while true {
      for position in 0..<inner.extent {
        let element = source.loadUnaligned(
          fromByteOffset: (row + position * inner.stride) * width, as: Word.self)
        target.storeBytes(of: element, toByteOffset: (written + position) * width, as: Word.self)
      }
      written += inner.extent
      // The next row, as a counter with one digit an axis.
      var axis = axes.count - 1
      while axis >= 0 {
        index[axis] += 1
        row += axes[axis].stride
        if index[axis] < axes[axis].extent { break }
        row -= index[axis] * axes[axis].stride
        index[axis] = 0
        axis -= 1
      }
      if axis < 0 { return }
    }
  }

  /// The axes without those of extent 1, neighbours that are walked in one stride made one: the
  /// weights of a 1×1 convolution become one or two long rows.
  private var mergedAxes: [(extent: Int, stride: Int)] {
    var merged: [(extent: Int, stride: Int)] = []
    for (extent, stride) in zip(shape.dimensions, strides) where extent != 1 {
      if let outer = merged.last, outer.stride == stride * extent {
        merged[merged.count - 1] = (outer.extent * extent, stride)
      } else {
        merged.append((extent, stride))
      }
    }
    return merged
  }
}
