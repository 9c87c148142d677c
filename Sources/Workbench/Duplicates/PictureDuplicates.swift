import Datasets
import Training

/// Which pictures of a data set are one: by their bytes, then by their looks.
struct PictureDuplicates {
  /// Positions of files with the same bytes: groups, each ascending, in the order of their first ones.
  let exact: [[Int]]
  /// Positions of the pictures whose features decide what is a copy of what.
  let candidates: [Int]
  /// Readable positions without those that repeat an earlier one's bytes.
  private let firsts: [Int]
  private let search: NearDuplicateSearch

  /// - Parameter identities: Of each item; those that cannot be read are copies of nothing.
  init(of identities: [PictureIdentity?], rule: NearDuplicateRule) {
    var positions: [ImageDigest: [Int]] = [:]
    for (position, identity) in identities.enumerated() {
      if let identity { positions[identity.digest, default: []].append(position) }
    }
    exact = positions.values.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }
    let repeated = Set(exact.flatMap { $0.dropFirst() })
    let firsts = identities.indices.filter { identities[$0] != nil && !repeated.contains($0) }
    self.firsts = firsts
    search = NearDuplicateSearch(
      hashes: firsts.compactMap { identities[$0]?.hash.bits }, rule: rule)
    candidates = search.candidates.map { firsts[$0] }
  }

  /// Groups of positions that look the same; of exact copies the first stands for all.
  /// - Parameters:
  ///   - table: Features.
  ///   - positions: Whose they are, row by row; all candidates are among them.
  func near(_ table: FeatureTable, of positions: [Int]) -> [[Int]] {
    let rowOf = Dictionary(uniqueKeysWithValues: positions.enumerated().map { ($1, $0) })
    var rows: [Int: Int] = [:]
    for (place, position) in firsts.enumerated() { rows[place] = rowOf[position] }
    return search.groups(features: table.features, rows: rows).map { $0.map { firsts[$0] } }
  }
}
