import Testing

@testable import Datasets

@Suite struct StratifiedFoldsTests {
  @Test(arguments: [[10, 10], [7, 13, 5], [5, 5, 5, 5, 6], [101, 8, 33]], [2, 3, 5])
  func foldsAreEvenInAllAndInEachClass(counts: [Int], foldCount: Int) throws {
    let dataset = SplitFixtures.dataset(counts)
    let folds = try StratifiedFolds(foldCount: foldCount, repeatCount: 2, seed: 4)
    for assignment in try folds.assignments(of: dataset) {
      #expect(assignment.positions == Array(dataset.items.indices))
      let sizes = (0..<foldCount).map { assignment.test($0).count }
      #expect(sizes.reduce(0, +) == dataset.items.count)
      #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
      for label in counts.indices {
        let inFold = (0..<foldCount).map { fold in
          assignment.test(fold).count { dataset.items[$0].label == label }
        }
        #expect((inFold.max() ?? 0) - (inFold.min() ?? 0) <= 1)
      }
      for fold in 0..<foldCount {
        #expect(
          (assignment.test(fold) + assignment.training(fold)).sorted()
            == Array(dataset.items.indices))
      }
    }
  }

  @Test func sameSeedSameFoldsOtherSeedOrRepeatOtherFolds() throws {
    let dataset = SplitFixtures.dataset([30, 30])
    let first = try StratifiedFolds(repeatCount: 2, seed: 1).assignments(of: dataset)
    #expect(try StratifiedFolds(repeatCount: 2, seed: 1).assignments(of: dataset) == first)
    #expect(first[0] != first[1])
    #expect(try StratifiedFolds(repeatCount: 2, seed: 2).assignments(of: dataset)[0] != first[0])
  }

  @Test func foldsDoNotFollowTheOrderOfTheItems() throws {
    for grouped in [false, true] {
      let dataset = SplitFixtures.dataset([23, 31]) { label, number in
        grouped ? "g\(label)-\(number / 2)" : nil
      }
      let shuffled = dataset.items.indices.reversed().map { $0 }
      let folds = try StratifiedFolds(foldCount: 4, seed: 9)
      let straight = try folds.assignments(of: dataset)[0]
      let reversed = try folds.assignments(of: dataset, among: shuffled)[0]
      #expect(reversed.positions == shuffled)
      #expect(reversed.folds == straight.folds.reversed())
    }
  }

  @Test func aMissingItemMovesFewOthers() throws {
    let dataset = SplitFixtures.dataset([40, 60, 25])
    let folds = try StratifiedFolds(foldCount: 5, seed: 3)
    func foldOfPath(_ dataset: Dataset) throws -> [String: Int] {
      let rows = try folds.assignments(of: dataset)[0].csvRows(of: dataset, repeat: 0)
      return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], Int($0[2]) ?? -1) })
    }
    let before = try foldOfPath(dataset)
    for item in dataset.items {
      let after = try foldOfPath(SplitFixtures.dataset(dataset, without: [item.relativePath]))
      for label in 0..<3 {
        let moved = after.count { $0.key.hasPrefix("\(label)/") && before[$0.key] != $0.value }
        #expect(moved <= 4)
      }
    }
  }

  @Test func itemsOutsideThePositionsAreLeftAlone() throws {
    let dataset = SplitFixtures.dataset([10, 10])
    let positions = Array(5..<15)
    let assignment = try StratifiedFolds(foldCount: 2).assignment(
      of: dataset, among: positions, use: .innerFolds(repeat: 0, fold: 0))
    #expect(assignment.positions == positions)
    #expect((assignment.test(0) + assignment.test(1)).sorted() == positions)
  }

  @Test func rowsNamePathRepeatAndFold() throws {
    let dataset = SplitFixtures.dataset([2, 2])
    let assignment = try StratifiedFolds(foldCount: 2).assignments(of: dataset)[0]
    let rows = assignment.csvRows(of: dataset, repeat: 3)
    #expect(FoldAssignment.csvHeader == ["path", "repeat", "fold"])
    #expect(rows.map { $0[0] } == ["0/0.jpg", "0/1.jpg", "1/0.jpg", "1/1.jpg"])
    #expect(rows.allSatisfy { $0[1] == "4" })
    #expect(rows.map { $0[2] } == assignment.folds.map { "\(($0 ?? -1) + 1)" })
  }

  @Test func aClassWithFewerImagesThanFoldsIsNamed() throws {
    let dataset = SplitFixtures.dataset([10, 4])
    let error = DatasetError.tooFewItems(class: "class1", found: 4, needed: 5)
    #expect(throws: error) { try StratifiedFolds().assignments(of: dataset) }
    #expect(error.category == .nothingThere)
  }

  @Test func impossibleCountsAreRefused() {
    #expect(throws: DatasetError.badFoldCount(folds: 1, repeats: 1)) {
      try StratifiedFolds(foldCount: 1)
    }
    #expect(throws: DatasetError.badFoldCount(folds: 5, repeats: 0)) {
      try StratifiedFolds(repeatCount: 0)
    }
    #expect(DatasetError.badFoldCount(folds: 1, repeats: 1).category == .usage)
  }

  @Test func defaultsAreFiveFoldsOnceWithSeedZero() throws {
    #expect(
      try StratifiedFolds() == StratifiedFolds(foldCount: 5, repeatCount: 1, seed: 0))
  }
}
