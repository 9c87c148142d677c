import Kernels
import Tensors
import Testing

/// OpenBLAS's products beside their definitions.
@Suite struct LinearAlgebraTests {
  static let extents = [
    (rows: 1, columns: 1, depth: 1), (3, 5, 7), (17, 4, 33), (64, 130, 1), (1, 9, 300),
  ]

  private func numbers(_ count: Int, _ purpose: UInt64) -> [Double] {
    var stream = RandomStream(seed: purpose, purpose: .test)
    return (0..<count).map { _ in Double(stream.nextNormal()) }
  }

  private func isClose(_ found: Double, _ expected: Double, tolerance: Double) -> Bool {
    abs(found - expected) <= tolerance * max(1, abs(expected))
  }

  @Test(arguments: extents)
  func rowsAreMultipliedWithRows(_ extents: (rows: Int, columns: Int, depth: Int)) {
    let (rows, columns, depth) = extents
    let left = numbers(rows * depth, 1)
    let right = numbers(columns * depth, 2)
    var double = [Double](repeating: .nan, count: rows * columns)
    var single = [Float](repeating: .nan, count: rows * columns)
    LinearAlgebra.multiplyRows(
      left, right, rows: rows, columns: columns, depth: depth, into: &double)
    LinearAlgebra.multiplyRows(
      left.map { Float($0) }, right.map { Float($0) }, rows: rows, columns: columns, depth: depth,
      into: &single)
    for row in 0..<rows {
      for column in 0..<columns {
        let expected = (0..<depth).reduce(0) {
          $0 + left[row * depth + $1] * right[column * depth + $1]
        }
        let place = row * columns + column
        #expect(isClose(double[place], expected, tolerance: 1e-12))
        #expect(isClose(Double(single[place]), expected, tolerance: 1e-4))
      }
    }
  }

  @Test(arguments: extents)
  func columnsAreMultipliedWithColumns(_ extents: (rows: Int, columns: Int, depth: Int)) {
    let (rows, columns, depth) = extents
    let left = numbers(depth * rows, 3)
    let right = numbers(depth * columns, 4)
    var result = [Double](repeating: .nan, count: rows * columns)
    LinearAlgebra.multiplyColumns(
      left, right, rows: rows, columns: columns, depth: depth, into: &result)
    for row in 0..<rows {
      for column in 0..<columns {
        let expected = (0..<depth).reduce(0) {
          $0 + left[$1 * rows + row] * right[$1 * columns + column]
        }
        #expect(isClose(result[row * columns + column], expected, tolerance: 1e-12))
      }
    }
  }

  @Test func aProductOverNothingIsZero() {
    var result = [1.0, 2, 3, 4, 5, 6]
    LinearAlgebra.multiplyRows([Double](), [], rows: 2, columns: 3, depth: 0, into: &result)
    #expect(result == [0, 0, 0, 0, 0, 0])
    result = [1, 2, 3, 4, 5, 6]
    LinearAlgebra.multiplyColumns([], [], rows: 2, columns: 3, depth: 0, into: &result)
    #expect(result == [0, 0, 0, 0, 0, 0])
    result = []
    LinearAlgebra.multiplyColumns(
      [1, 2], [], rows: 1, columns: 0, depth: 2, into: &result)
    #expect(result.isEmpty)
  }

  @Test func vectorsAreMultipliedAndAdded() {
    let first = numbers(1001, 5)
    let second = numbers(1001, 6)
    let expected = zip(first, second).reduce(0) { $0 + $1.0 * $1.1 }
    #expect(isClose(LinearAlgebra.dot(first, second), expected, tolerance: 1e-12))
    var sum = first
    LinearAlgebra.add(second, times: -0.5, to: &sum)
    for index in sum.indices {
      #expect(isClose(sum[index], first[index] - 0.5 * second[index], tolerance: 1e-15))
    }
    #expect(LinearAlgebra.dot([], []) == 0)
  }

  @Test(arguments: [1, 2, 5, 40])
  func eigenvectorsAreTurnedIntoThemselves(_ size: Int) throws {
    let half = numbers(size * size, 11)
    var matrix = half
    for row in 0..<size {
      for column in 0..<size {
        matrix[row * size + column] = half[row * size + column] + half[column * size + row]
      }
    }
    // What lies below the diagonal is not looked at.
    var upper = matrix
    for row in 0..<size { for column in 0..<row { upper[row * size + column] = .nan } }
    let (values, vectors) = try LinearAlgebra.eigenvectors(ofSymmetric: upper, size: size)
    #expect(values == values.sorted())
    let trace = (0..<size).reduce(0) { $0 + matrix[$1 * size + $1] }
    #expect(isClose(values.reduce(0, +), trace, tolerance: 1e-11))
    for (index, value) in values.enumerated() {
      let vector = Array(vectors[index * size..<(index + 1) * size])
      for row in 0..<size {
        let turned = (0..<size).reduce(0) { $0 + matrix[row * size + $1] * vector[$1] }
        #expect(isClose(turned, value * vector[row], tolerance: 1e-11))
      }
      for other in 0..<size {
        let product = LinearAlgebra.dot(
          vector, Array(vectors[other * size..<(other + 1) * size]))
        #expect(abs(product - (other == index ? 1 : 0)) < 1e-12)
      }
    }
  }
}
