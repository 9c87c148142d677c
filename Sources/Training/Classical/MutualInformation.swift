import Glibc

/// How much a feature tells about the class, in nats: `Σ p(b, c) · ln (p(b, c) / (p(b) · p(c)))` over its
/// bins `b` and the classes `c`, with the frequencies as probabilities.
///
/// The bins hold about as many items each: bin `j` begins at the value of rank `⌊j·n / bins⌋` (ranks
/// count from 0), and equal values share a bin, so that features with many zeros have fewer. A
/// constant feature tells nothing. Small samples exaggerate what features tell, all about alike.
/// - Source: Cover and Thomas, "Elements of Information Theory", 2006, equation 2.28; equal-frequency
///   bins: Dougherty, Kohavi and Sahami, "Supervised and unsupervised discretization of continuous
///   features", 1995.
public struct MutualInformation: Sendable {
  public static let binCount = 10

  private let labels: [Int]
  private let classCount: Int
  private let countOfClasses: [Int]

  /// - Parameter labels: `[items]`, the classes, from 0.
  public init(labels: [Int]) {
    self.labels = labels
    classCount = (labels.max() ?? 0) + 1
    var counts = [Int](repeating: 0, count: classCount)
    for label in labels { counts[label] += 1 }
    countOfClasses = counts
  }

  /// - Parameter values: `[items]`, one feature; finite.
  /// - Precondition: As many as labels.
  public func score(of values: [Double]) -> Double {
    precondition(values.count == labels.count, "a value for each label")
    let edges = Self.edges(of: values)
    var counts = [Int](repeating: 0, count: (edges.count + 1) * classCount)
    for (value, label) in zip(values, labels) {
      let bin = edges.count { $0 <= value }
      counts[bin * classCount + label] += 1
    }
    let total = Double(labels.count)
    var sum = 0.0
    for bin in 0...edges.count {
      let row = counts[bin * classCount..<(bin + 1) * classCount]
      let inBin = row.reduce(0, +)
      for (count, inClass) in zip(row, countOfClasses) where count > 0 {
        sum += Double(count) / total * log(Double(count) * total / Double(inBin * inClass))
      }
    }
    return max(sum, 0)
  }

  /// Where the second and later bins begin, ascending, each once.
  private static func edges(of values: [Double]) -> [Double] {
    let sorted = values.sorted()
    var edges: [Double] = []
    for bin in 1..<binCount {
      let place = bin * sorted.count / binCount
      guard place < sorted.count, sorted[place] > (edges.last ?? sorted[0]) else { continue }
      edges.append(sorted[place])
    }
    return edges
  }
}
