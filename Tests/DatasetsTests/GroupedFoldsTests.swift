import Testing

@testable import Datasets

@Suite struct GroupedFoldsTests {
  @Test func dealsGroupsAsScikitLearnDoes() throws {
    let cases = try SplitFixtures.groupCases()
    #expect(cases.count == 12)
    for example in cases {
      var groups = [[Int: Int]](repeating: [:], count: example.foldOfGroup.count)
      for (label, group) in zip(example.labels, example.groups) {
        groups[group][label, default: 0] += 1
      }
      let bins = GreedyGroupAssignment.bins(
        ofGroups: groups, classCount: example.classCount,
        shares: [Double](repeating: 1, count: example.folds))
      #expect(bins == example.foldOfGroup)
    }
  }

  @Test func noGroupIsPartedAndClassesStayBalanced() throws {
    let dataset = SplitFixtures.dataset([80, 40, 60]) { label, number in
      "patient\(number % 5 == 0 ? "shared\(number)" : "\(label)-\(number / 3)")"
    }
    let folds = try StratifiedFolds(foldCount: 4, repeatCount: 3, seed: 5)
    for assignment in try folds.assignments(of: dataset) {
      for fold in 0..<4 {
        let test = assignment.test(fold)
        #expect(SplitFixtures.torn(dataset, test, assignment.training(fold)).isEmpty)
        for (label, total) in dataset.classCounts.enumerated() {
          let count = test.count { dataset.items[$0].label == label }
          #expect(abs(Double(count) - Double(total) / 4) <= 3)
        }
      }
    }
  }

  @Test func repeatsDealGroupsAnew() throws {
    let dataset = SplitFixtures.dataset([40, 40]) { label, number in "\(label)-\(number / 2)" }
    let assignments = try StratifiedFolds(repeatCount: 2).assignments(of: dataset)
    #expect(assignments[0].folds != assignments[1].folds)
  }

  @Test func linkedItemsJoinWholeGroups() {
    let dataset = SplitFixtures.dataset([4, 4]) { label, number in number < 2 ? "g\(label)" : nil }
    let plain = ItemGroups(of: dataset.items)
    #expect(plain.indexes == [0, 0, 1, 2, 3, 3, 4, 5])
    #expect(plain.count == 6)
    let linked = ItemGroups(of: dataset.items, linked: [[1, 4], [2, 6, 7], [3]])
    #expect(linked.indexes == [0, 0, 1, 2, 0, 0, 1, 1])
    #expect(linked.count == 3)
  }

  @Test func nearDuplicatesStayTogether() throws {
    let dataset = SplitFixtures.dataset([20, 20])
    let groups = ItemGroups(of: dataset.items, linked: [[0, 7, 25], [3, 4]])
    for seed in 0..<10 as Range<UInt64> {
      let folds = try StratifiedFolds(foldCount: 3, seed: seed)
        .assignments(of: dataset, groups: groups)[0].folds
      #expect(folds[0] == folds[7] && folds[7] == folds[25])
      #expect(folds[3] == folds[4])
    }
  }

  @Test func aClassWithFewerGroupsThanFoldsIsNamed() {
    let dataset = SplitFixtures.dataset([10, 10]) { label, number in
      label == 0 ? "p\(number % 3)" : nil
    }
    let error = DatasetError.tooFewGroups(class: "class0", found: 3, needed: 5)
    #expect(throws: error) { try StratifiedFolds().assignments(of: dataset) }
    #expect(error.category == .nothingThere)
  }

  @Test func groupsAreIgnoredWhereEveryItemStandsAlone() throws {
    let alone = SplitFixtures.dataset([12, 9])
    let named = SplitFixtures.dataset([12, 9]) { label, number in "\(label) \(number)" }
    let folds = try StratifiedFolds(foldCount: 3, seed: 2)
    #expect(try folds.assignments(of: alone) == folds.assignments(of: named))
  }
}
