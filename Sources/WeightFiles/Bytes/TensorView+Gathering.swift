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
    let innerExtent = shape.dimensions.last ?? 1
    let innerStride = strides.last ?? 1
    let outerAxes = shape.dimensions.indices.dropLast()
    var index = [Int](repeating: 0, count: outerAxes.count)
    var row = offset
    var written = 0
    while true {
      for position in 0..<innerExtent {
        let element = source.loadUnaligned(
          fromByteOffset: (row + position * innerStride) * width, as: Word.self)
        target.storeBytes(of: element, toByteOffset: (written + position) * width, as: Word.self)
      }
      written += innerExtent
      // The next row, as a counter with one digit an axis.
      var axis = outerAxes.count - 1
      while axis >= 0 {
        index[axis] += 1
        row += strides[axis]
        if index[axis] < shape[axis] { break }
        row -= index[axis] * strides[axis]
        index[axis] = 0
        axis -= 1
      }
      if axis < 0 { return }
    }
  }
}
