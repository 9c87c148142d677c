import Testing

@testable import Datasets

@Suite struct NestedSharesTests {
  private let use = SplitUse.learningCurve(repeat: 0, fold: 0)

  private func counts(_ share: [Int], in dataset: Dataset) -> [Int] {
    dataset.classes.indices.map { label in share.count { dataset.items[$0].label == label } }
  }

  @Test func everyShareHasItsPartOfEveryClassAndLiesInTheNext() throws {
    let dataset = SplitFixtures.dataset([50, 30, 21])
    let shares = try NestedShares(fractions: [0.1, 0.2, 0.5, 0.7], seed: 3).shares(
      of: dataset, among: Array(dataset.items.indices), use: use)
    #expect(
      shares.map { counts($0, in: dataset) } == [
        [5, 3, 2], [10, 6, 4], [25, 15, 10], [35, 21, 15],
      ])
    for (share, next) in zip(shares, shares.dropFirst()) {
      #expect(Set(share).isSubset(of: next) && share == share.sorted())
    }
  }

  @Test func onlyThePositionsThatAreGivenAreTaken() throws {
    let dataset = SplitFixtures.dataset([40, 40])
    let even = dataset.items.indices.filter { $0 % 2 == 0 }
    let shares = try NestedShares(fractions: [0.5], seed: 3).shares(
      of: dataset, among: even, use: use)
    #expect(counts(shares[0], in: dataset) == [10, 10])
    #expect(Set(shares[0]).isSubset(of: even))
  }

  @Test func groupsAreNeverParted() throws {
    let dataset = SplitFixtures.dataset([60, 45]) { label, number in "\(label) \(number / 3)" }
    let shares = try NestedShares(fractions: [0.2, 0.4, 0.8], seed: 1).shares(
      of: dataset, among: Array(dataset.items.indices), use: use)
    for share in shares {
      let rest = dataset.items.indices.filter { !share.contains($0) }
      #expect(SplitFixtures.torn(dataset, share, rest).isEmpty)
    }
    #expect(shares.map { counts($0, in: dataset) } == [[12, 9], [24, 18], [48, 36]])
  }

  @Test func aClassOfFewItemsIsMissingWhereItsPartIsNone() throws {
    let dataset = SplitFixtures.dataset([100, 3])
    let shares = try NestedShares(fractions: [0.1, 0.5], seed: 1).shares(
      of: dataset, among: Array(dataset.items.indices), use: use)
    #expect(counts(shares[0], in: dataset) == [10, 0])
    #expect(counts(shares[1], in: dataset)[1] >= 1)
  }

  @Test func theyFollowTheSeedAndTheFoldAndNotTheOrder() throws {
    let dataset = SplitFixtures.dataset([30, 30])
    let all = Array(dataset.items.indices)
    func share(_ seed: UInt64, _ positions: [Int], fold: Int = 0) throws -> [Int] {
      try NestedShares(fractions: [0.5], seed: seed).shares(
        of: dataset, among: positions, use: .learningCurve(repeat: 0, fold: fold))[0]
    }
    #expect(try share(1, all) == share(1, all.reversed()))
    #expect(try share(1, all) != share(2, all))
    #expect(try share(1, all) != share(1, all, fold: 1))
  }

  @Test(arguments: [[0.5, 0.5], [0.0], [1.0], [0.5, 0.2]])
  func fractionsGrowBetweenNoneAndAll(fractions: [Double]) {
    #expect(throws: DatasetError.self) { try NestedShares(fractions: fractions, seed: 0) }
  }
}
