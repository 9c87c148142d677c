import Testing

@testable import Training

@Suite struct BatchOrderTests {
  private func order(
    _ items: [Int], batchSize: Int = 4, seed: UInt64 = 1, epoch: Int = 1
  ) -> BatchOrder {
    BatchOrder(
      items: items, identifiers: (0..<200).map { UInt64($0) &* 0x9E37_79B9_7F4A_7C15 },
      batchSize: batchSize, seed: seed, epoch: epoch)
  }

  @Test(arguments: 1...8)
  func everyItemComesOnceAndNoBatchIsOfOne(batchSize: Int) {
    for count in 1...40 {
      let items = (0..<count).map { $0 * 3 }
      let batches = order(items, batchSize: batchSize).batches
      #expect(batches.flatMap { $0 }.sorted() == items)
      #expect(batches.dropLast().allSatisfy { $0.count == batchSize })
      guard count > 1, batchSize > 1 else { continue }
      #expect(batches.allSatisfy { $0.count > 1 && $0.count <= batchSize + 1 })
    }
  }

  @Test func anItemThatIsLeftOutMovesNoOther() {
    let items = Array(0..<50)
    let all = order(items).batches.flatMap { $0 }
    for missing in items {
      let rest = order(items.filter { $0 != missing }).batches.flatMap { $0 }
      #expect(rest == all.filter { $0 != missing })
    }
  }

  @Test func theOrderInWhichItemsAreGivenDoesNotMatter() {
    #expect(order(Array(0..<50)).batches == order((0..<50).reversed()).batches)
  }

  @Test func itemsAreKnownByTheirNamesNotByTheirPlaces() {
    let names = (0..<50).map { UInt64($0) &* 0x9E37_79B9_7F4A_7C15 }
    func order(_ identifiers: [UInt64]) -> [UInt64] {
      BatchOrder(items: Array(0..<50), identifiers: identifiers, batchSize: 4, seed: 1, epoch: 1)
        .batches.flatMap { $0 }.map { identifiers[$0] }
    }
    #expect(order(names.reversed()) == order(names))
  }

  @Test func epochsAndSeedsOrderOtherwise() {
    let items = Array(0..<50)
    let first = order(items).batches
    #expect(order(items).batches == first)
    #expect(order(items, epoch: 2).batches != first)
    #expect(order(items, seed: 2).batches != first)
    #expect(first.flatMap { $0 } != items)
  }

  /// Every item is about as often in the first half as in the second.
  @Test func noItemHasAPlaceOfItsOwn() {
    var early = [Int](repeating: 0, count: 20)
    for epoch in 1...200 {
      for item in order(Array(0..<20), epoch: epoch).batches.flatMap({ $0 }).prefix(10) {
        early[item] += 1
      }
    }
    // Binomial with 200 tries at ½: 5 deviations of 7.07 either way.
    #expect(early.allSatisfy { (65...135).contains($0) })
  }
}
