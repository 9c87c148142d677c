import Tensors

/// Finds pictures that are copies of each other though their files differ.
///
/// First the hashes say which pictures could be, then the features of those alone decide. What is a copy of a copy
/// belongs to the same group.
public struct NearDuplicateSearch: Sendable {
  private let hashes: [UInt64]
  private let rule: NearDuplicateRule

  /// - Parameter hashes: Perceptual hashes, one a picture.
  public init(hashes: [UInt64], rule: NearDuplicateRule = NearDuplicateRule()) {
    self.hashes = hashes
    self.rule = rule
  }

  /// The pictures whose hash is like that of another, ascending: those whose features are wanted.
  public var candidates: [Int] {
    let index = HammingIndex(hashes, radius: rule.bitScale)
    var isCandidate = [Bool](repeating: false, count: hashes.count)
    for position in hashes.indices {
      index.forEachEarlier(than: position) { earlier, _ in
        isCandidate[earlier] = true
        isCandidate[position] = true
      }
    }
    return hashes.indices.filter { isCandidate[$0] }
  }

  /// The groups of two or more, each ascending, in the order of their first pictures.
  /// - Parameters:
  ///   - features: `[rows, features]`, `float32`, not all 0 in a row.
  ///   - rows: Of each candidate the row that is its.
  /// - Precondition: There is a row for every candidate.
  public func groups(features: Tensor, rows: [Int: Int]) -> [[Int]] {
    let index = HammingIndex(hashes, radius: rule.bitScale)
    var sets = DisjointSets(count: hashes.count)
    let width = features.shape.elementCount / max(features.shape[0], 1)
    features.withFloats { values in
      func row(_ position: Int) -> Slice<UnsafeBufferPointer<Float>> {
        guard let row = rows[position] else {
          preconditionFailure("features of every candidate")
        }
        return values[row * width..<(row + 1) * width]
      }
      for position in hashes.indices {
        index.forEachEarlier(than: position) { earlier, bits in
          // Many flat pictures have one hash: those that already belong together are not compared again.
          guard sets.first(of: earlier) != sets.first(of: position) else { return }
          let distance = Self.cosineDistance(row(earlier), row(position))
          if rule.holds(bits: bits, distance: distance) { sets.join(earlier, position) }
        }
      }
    }
    return sets.groups()
  }

  /// `1 − a · b / (|a| |b|)`; 0 for two rows of zeros, 1 where only one is.
  static func cosineDistance(
    _ one: Slice<UnsafeBufferPointer<Float>>, _ other: Slice<UnsafeBufferPointer<Float>>
  ) -> Double {
    var (product, first, second) = (Double.zero, Double.zero, Double.zero)
    for (a, b) in zip(one, other) {
      product += Double(a) * Double(b)
      first += Double(a) * Double(a)
      second += Double(b) * Double(b)
    }
    if first == 0, second == 0 { return 0 }
    guard first > 0, second > 0 else { return 1 }
    return 1 - product / (first * second).squareRoot()
  }
}
