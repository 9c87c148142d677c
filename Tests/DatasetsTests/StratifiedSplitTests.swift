import Testing

@testable import Datasets

@Suite struct StratifiedSplitTests {
  @Test(arguments: [
    ([50, 30, 20], 0.2, [10, 6, 4]), ([7, 7, 7], 0.2, [2, 1, 1]), ([2, 100], 0.1, [1, 10]),
    ([3, 3], 0.9, [2, 2]), ([10, 11], 0.5, [5, 6]),
  ])
  func everyClassGivesItsShare(counts: [Int], fraction: Double, expected: [Int]) throws {
    let dataset = SplitFixtures.dataset(counts)
    let sides = try StratifiedSplit(fraction: fraction, seed: 1).split(dataset, use: .validation)
    let held = counts.indices.map { label in
      sides.heldOut.count { dataset.items[$0].label == label }
    }
    #expect(held == expected)
    #expect((sides.kept + sides.heldOut).sorted() == Array(dataset.items.indices))
    #expect(sides.kept == sides.kept.sorted() && sides.heldOut == sides.heldOut.sorted())
  }

  @Test func theSplitFollowsTheSeedAndTheUse() throws {
    let dataset = SplitFixtures.dataset([50, 50])
    let split = try StratifiedSplit(seed: 1)
    let validation = try split.split(dataset, use: .validation)
    #expect(try split.split(dataset, use: .validation) == validation)
    let uses: [SplitUse] = [
      .test, .choosing(repeat: 0, fold: 0), .choosing(repeat: 0, fold: 1),
      .choosing(repeat: 1, fold: 0),
    ]
    var seen = [validation]
    for use in uses {
      let sides = try split.split(dataset, use: use)
      #expect(!seen.contains(sides))
      seen.append(sides)
    }
    #expect(try StratifiedSplit(seed: 2).split(dataset, use: .validation) != validation)
  }

  @Test func theSplitDoesNotFollowTheOrderOfThePositions() throws {
    for size in [1, 3] {
      let dataset = SplitFixtures.dataset([30, 24]) { label, number in "\(label) \(number / size)" }
      let split = try StratifiedSplit(fraction: 0.3, seed: 6)
      #expect(
        try split.split(dataset, among: dataset.items.indices.reversed(), use: .test)
          == split.split(dataset, use: .test))
    }
  }

  @Test func aTenthOfTheTrainingFoldsIsChosenFromThemOnly() throws {
    let dataset = SplitFixtures.dataset([50, 50]) { label, number in "\(label) \(number / 2)" }
    let assignment = try StratifiedFolds(foldCount: 5).assignments(of: dataset)[0]
    for fold in 0..<5 {
      let training = assignment.training(fold)
      let sides = try StratifiedSplit(fraction: 0.1).split(
        dataset, among: training, use: .choosing(repeat: 0, fold: fold))
      #expect((sides.kept + sides.heldOut).sorted() == training)
      #expect(sides.heldOut.count == 8)
      #expect(SplitFixtures.torn(dataset, sides.kept, sides.heldOut).isEmpty)
      for label in 0..<2 {
        #expect(sides.heldOut.count { dataset.items[$0].label == label } == 4)
      }
    }
  }

  @Test func noGroupIsParted() throws {
    let dataset = SplitFixtures.dataset([100, 60, 40]) { label, number in
      number % 4 == 0 ? "shared \(number)" : "\(label) \(number / 5)"
    }
    for seed in 0..<10 as Range<UInt64> {
      let sides = try StratifiedSplit(fraction: 0.2, seed: seed).split(dataset, use: .validation)
      #expect(SplitFixtures.torn(dataset, sides.kept, sides.heldOut).isEmpty)
      #expect((sides.kept + sides.heldOut).sorted() == Array(dataset.items.indices))
      for (label, total) in dataset.classCounts.enumerated() {
        let held = sides.heldOut.count { dataset.items[$0].label == label }
        #expect(abs(Double(held) - 0.2 * Double(total)) <= 3)
      }
    }
  }

  /// A fifth of two groups is nearest to none: the class is brought to both sides all the same.
  @Test func aClassOfFewGroupsIsOnBothSides() throws {
    let dataset = SplitFixtures.dataset([20, 60]) { label, number in
      label == 0 ? "big \(number / 10)" : nil
    }
    for fraction in [0.1, 0.9] {
      let sides = try StratifiedSplit(fraction: fraction).split(dataset, use: .validation)
      for side in [sides.kept, sides.heldOut] {
        #expect(Set(side.map { dataset.items[$0].label }) == [0, 1])
      }
    }
  }

  @Test func tooFewItemsOrGroupsAreNamed() throws {
    let split = try StratifiedSplit()
    #expect(throws: DatasetError.tooFewItems(class: "class1", found: 1, needed: 2)) {
      try split.split(SplitFixtures.dataset([5, 1]), use: .validation)
    }
    let oneGroup = SplitFixtures.dataset([5, 5]) { label, _ in label == 1 ? "only" : nil }
    #expect(throws: DatasetError.tooFewGroups(class: "class1", found: 1, needed: 2)) {
      try split.split(oneGroup, use: .validation)
    }
  }

  /// Each class has two groups, but every group that could move takes the last of a class along.
  @Test func groupsThatTieClassesTogetherAreRefused() throws {
    let names = [["ab", "ac"], ["ab", "bc"], ["ac", "bc"]]
    let dataset = SplitFixtures.dataset([2, 2, 2]) { label, number in names[label][number] }
    let split = try StratifiedSplit(fraction: 0.34)
    #expect {
      try split.split(dataset, use: .validation)
    } throws: { error in
      guard case .splitLeavesNothing = error as? DatasetError else { return false }
      return (error as? DatasetError)?.category == .nothingThere
    }
  }

  @Test(arguments: [0, 1, -0.1, 1.5, .nan] as [Double])
  func fractionsThatLeaveASideEmptyAreRefused(fraction: Double) {
    #expect {
      try StratifiedSplit(fraction: fraction)
    } throws: { error in
      guard case .badFraction = error as? DatasetError else { return false }
      return (error as? DatasetError)?.category == .usage
    }
  }

  @Test func defaultIsAFifthWithSeedZero() throws {
    #expect(try StratifiedSplit() == StratifiedSplit(fraction: 0.2, seed: 0))
  }
}
