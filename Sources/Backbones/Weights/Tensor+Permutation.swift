import Tensors

extension Tensor {
  /// A `float32` tensor with its axes in another order: axis `n` of the result is axis `axes[n]`.
  /// - Precondition: `axes` names each axis once.
  func permuted(_ axes: [Int]) throws -> Tensor {
    precondition(axes.sorted() == Array(0..<shape.rank), "\(axes) is no order of \(shape)'s axes")
    var strides = [Int](repeating: 1, count: shape.rank)
    for axis in stride(from: shape.rank - 2, through: 0, by: -1) {
      strides[axis] = strides[axis + 1] * shape[axis + 1]
    }
    var result = try Tensor(zeros: Shape(axes.map { shape[$0] }))
    let extents = result.shape.dimensions
    let steps = axes.map { strides[$0] }
    try withFloats { source in
      try result.withMutableFloats { target in
        var position = [Int](repeating: 0, count: extents.count)
        var offset = 0
        for index in target.indices {
          target[index] = source[offset]
          for axis in extents.indices.reversed() {
            position[axis] += 1
            offset += steps[axis]
            guard position[axis] == extents[axis] else { break }
            offset -= steps[axis] * extents[axis]
            position[axis] = 0
          }
        }
      }
    }
    return result
  }
}
