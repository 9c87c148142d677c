import Tensors

/// A tensor as a pickle describes it: a strided window on bytes that are read later, if at all.
struct TensorView: Hashable {
  /// Which bytes.
  enum Origin: Hashable {
    /// A PyTorch storage, by its key.
    case storage(String)
    /// A range of the pickle itself.
    case pickle(Range<Int>)
    /// Bytes that the pickle spelled as text.
    case spelled([UInt8])
  }

  let origin: Origin
  let elementType: ElementType
  let shape: Shape
  /// Of the first element, in elements.
  let offset: Int
  /// Steps along each axis, in elements.
  let strides: [Int]
  /// How many elements the bytes behind the view hold.
  let originElementCount: Int
  let byteCount: Int

  /// Far above any weight; keeps what a hostile pickle can make of few bytes small.
  static let maximumRank = 16

  /// - Returns: `nil` if an element would lie outside of the bytes, or a size overflows.
  init?(
    origin: Origin, elementType: ElementType, dimensions: [Int], offset: Int, strides: [Int],
    originElementCount: Int
  ) {
    guard dimensions.count == strides.count, dimensions.count <= Self.maximumRank,
      let shape = Shape(validating: dimensions), offset >= 0, originElementCount >= 0
    else { return nil }
    let (byteCount, overflow) = shape.elementCount.multipliedReportingOverflow(
      by: elementType.byteCount)
    guard !overflow, !originElementCount.multipliedReportingOverflow(by: 8).overflow
    else { return nil }
    if shape.elementCount > 0 {
      guard let last = Self.lastElement(dimensions, offset: offset, strides: strides),
        last < originElementCount
      else { return nil }
    }
    self.origin = origin
    self.elementType = elementType
    self.shape = shape
    self.offset = offset
    self.strides = strides
    self.originElementCount = originElementCount
    self.byteCount = byteCount
  }

  /// Row-major, over all of the bytes' elements.
  init?(origin: Origin, elementType: ElementType, dimensions: [Int], originElementCount: Int) {
    guard let shape = Shape(validating: dimensions), shape.elementCount == originElementCount
    else { return nil }
    self.init(
      origin: origin, elementType: elementType, dimensions: dimensions, offset: 0,
      strides: Self.rowMajorStrides(dimensions), originElementCount: originElementCount)
  }

  /// Whether the view is all of its bytes in order.
  var coversOrigin: Bool {
    offset == 0 && shape.elementCount == originElementCount && isContiguous
  }

  private var isContiguous: Bool {
    zip(shape.dimensions, zip(strides, Self.rowMajorStrides(shape.dimensions))).allSatisfy {
      extent, strides in extent <= 1 || strides.0 == strides.1
    }
  }

  static func rowMajorStrides(_ dimensions: [Int]) -> [Int] {
    var strides = [Int](repeating: 1, count: dimensions.count)
    for axis in dimensions.indices.dropLast().reversed() {
      // An extent of 0 somewhere leaves the others free to overflow; then no element is addressed.
      strides[axis] =
        strides[axis + 1].multipliedReportingOverflow(by: dimensions[axis + 1])
        .partialValue
    }
    return strides
  }

  /// The greatest index that the view reads, or `nil` if a stride is negative or the sum overflows.
  private static func lastElement(_ dimensions: [Int], offset: Int, strides: [Int]) -> Int? {
    var last = offset
    for (extent, stride) in zip(dimensions, strides) {
      let (reach, overflow) = (extent - 1).multipliedReportingOverflow(by: stride)
      let (sum, carry) = last.addingReportingOverflow(reach)
      guard stride >= 0, !overflow, !carry else { return nil }
      last = sum
    }
    return last
  }
}
