import Tensors
import Testing

@testable import Datasets

@Suite struct NearDuplicateSearchTests {
  /// Random hashes, every third one a copy of an earlier one with a few bits changed.
  private func hashes(_ count: Int) -> [UInt64] {
    var generator = SystemIndependentGenerator(state: 5)
    var hashes: [UInt64] = []
    for index in 0..<count {
      guard index % 3 == 2 else {
        hashes.append(generator.next())
        continue
      }
      var hash = hashes[Int(generator.next() % UInt64(index))]
      for _ in 0..<generator.next() % 20 { hash ^= 1 << (generator.next() % 64) }
      hashes.append(hash)
    }
    return hashes
  }

  @Test(arguments: [0, 3, 8, 14])
  func blocksFindThePairsThatComparingAllFinds(radius: Int) {
    let hashes = hashes(600)
    func pairs(comparesAll: Bool) -> [[Int]] {
      let index = HammingIndex(hashes, radius: radius, comparesAll: comparesAll)
      var pairs: [[Int]] = []
      for position in hashes.indices {
        index.forEachEarlier(than: position) { pairs.append([$0, position, $1]) }
      }
      return pairs.sorted { $0.lexicographicallyPrecedes($1) }
    }
    let expected = pairs(comparesAll: true)
    #expect(radius == 0 || expected.count > 20)
    #expect(pairs(comparesAll: false) == expected)
  }

  /// Rows at the given angles, in degrees.
  private func features(_ angles: [Double]) throws -> Tensor {
    let values: [Float] = angles.flatMap { angle -> [Float] in
      let radians = angle * .pi / 180
      return [Float(cosine(radians)), Float(cosine(radians - .pi / 2))]
    }
    var tensor = try Tensor(zeros: Shape([angles.count, 2]), elementType: .float32)
    try tensor.withMutableFloats { floats in
      for (index, value) in values.enumerated() { floats[index] = value }
    }
    return tensor
  }

  /// By its series: no library is needed for angles below a turn.
  private func cosine(_ x: Double) -> Double {
    var (term, sum) = (1.0, 1.0)
    for step in stride(from: 2.0, to: 40, by: 2) {
      term *= -x * x / (step * (step - 1))
      sum += term
    }
    return sum
  }

  @Test func theRuleAddsBothDistances() {
    let rule = NearDuplicateRule(bitScale: 10, featureScale: 0.2)
    #expect(rule.holds(bits: 10, distance: 0))
    #expect(rule.holds(bits: 0, distance: 0.2))
    #expect(rule.holds(bits: 5, distance: 0.09))
    #expect(!rule.holds(bits: 5, distance: 0.11))
    #expect(!rule.holds(bits: 11, distance: 0))
  }

  @Test func likeHashesAndLikeFeaturesMakeAGroupAndChainsJoin() throws {
    let far = UInt64.max << 20
    // 0, 1 and 2 are a chain; 3 has 0's hash and other features; 4 has 0's features and another hash.
    let search = NearDuplicateSearch(
      hashes: [0, 0b1111, 0b1111_1111, 0, far],
      rule: NearDuplicateRule(bitScale: 6, featureScale: 0.2))
    #expect(search.candidates == [0, 1, 2, 3])
    let features = try features([0, 5, 10, 80, 0])
    let rows = Dictionary(uniqueKeysWithValues: (0..<5).map { ($0, $0) })
    #expect(search.groups(features: features, rows: rows) == [[0, 1, 2]])
  }

  @Test func featuresAreFoundByTheirRows() throws {
    let search = NearDuplicateSearch(
      hashes: [0, .max, 0], rule: NearDuplicateRule(bitScale: 6, featureScale: 0.2))
    #expect(search.candidates == [0, 2])
    #expect(search.groups(features: try features([40, 41]), rows: [0: 1, 2: 0]) == [[0, 2]])
    #expect(search.groups(features: try features([0, 90]), rows: [0: 1, 2: 0]) == [])
  }

  @Test func nothingIsACopyAmongFarHashes() throws {
    let search = NearDuplicateSearch(hashes: [0, .max, 0xFFFF_FFFF])
    #expect(search.candidates == [])
    #expect(search.groups(features: try features([0]), rows: [:]) == [])
  }
}
