/// How many of some numbers lie where.
public struct Histogram: Sendable, Equatable {
  /// Of the numbers that are finite; the others are not in the histogram.
  public let count: Int
  public let minimum: Double
  public let maximum: Double
  public let sum: Double
  public let sumOfSquares: Double
  /// Right edges, ascending; the last is ``maximum``, the first bucket starts at ``minimum``.
  public let edges: [Double]
  /// For each edge, how many numbers lie in the bucket that ends there.
  public let counts: [Int]

  /// Cuts the range of the numbers into buckets of equal width; equal numbers make a single one.
  ///
  /// Without any finite number all is 0 and there is no bucket.
  /// - Parameter buckets: 30, as TensorBoard's own histograms have.
  public init(of values: UnsafeBufferPointer<Float>, buckets: Int = 30) {
    precondition(buckets > 0, "a histogram has at least one bucket")
    var minimum = Double.infinity
    var maximum = -Double.infinity
    var count = 0
    var sum = 0.0
    var sumOfSquares = 0.0
    for value in values where value.isFinite {
      let value = Double(value)
      minimum = min(minimum, value)
      maximum = max(maximum, value)
      count += 1
      sum += value
      sumOfSquares += value * value
    }
    self.count = count
    self.minimum = count > 0 ? minimum : 0
    self.maximum = count > 0 ? maximum : 0
    self.sum = sum
    self.sumOfSquares = sumOfSquares
    guard count > 0, maximum > minimum else {
      edges = count > 0 ? [maximum] : []
      counts = count > 0 ? [count] : []
      return
    }
    let width = (maximum - minimum) / Double(buckets)
    var counts = [Int](repeating: 0, count: buckets)
    for value in values where value.isFinite {
      counts[min(Int((Double(value) - minimum) / width), buckets - 1)] += 1
    }
    self.counts = counts
    edges = (1...buckets).map { $0 == buckets ? maximum : minimum + Double($0) * width }
  }

  public init(of values: [Float], buckets: Int = 30) {
    self = values.withUnsafeBufferPointer { Histogram(of: $0, buckets: buckets) }
  }
}
