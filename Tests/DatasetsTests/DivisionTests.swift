import Testing

@testable import Datasets

/// Divisions that are no stratified folds.
@Suite struct DivisionTests {
  @Test func leavingGroupsOutTestsEachGroupOnceAndAlone() throws {
    // The guarantees of scikit-learn's LeaveOneGroupOut: a fold for each group, disjoint, everything else trains.
    let dataset = SplitFixtures.dataset([12, 9]) { _, number in "g\(number % 4)" }
    let assignment = try LeaveOneGroupOut().assignment(of: dataset)
    #expect(assignment.foldCount == 4)
    for fold in 0..<4 {
      let groups = Set(assignment.test(fold).map { dataset.items[$0].group })
      #expect(groups.count == 1)
      #expect(SplitFixtures.torn(dataset, assignment.training(fold), assignment.test(fold)).isEmpty)
      #expect(
        (assignment.test(fold) + assignment.training(fold)).sorted()
          == Array(dataset.items.indices))
    }
    #expect((0..<4).flatMap(assignment.test).sorted() == Array(dataset.items.indices))
  }

  @Test func groupsThatAreLinkedAreLeftOutTogether() throws {
    let dataset = SplitFixtures.dataset([6, 6]) { _, number in "g\(number % 3)" }
    let linked = ItemGroups(of: dataset.items, linked: [[0, 1]])
    let assignment = try LeaveOneGroupOut().assignment(of: dataset, groups: linked)
    #expect(assignment.foldCount == 2)
    #expect(
      Set(assignment.test(0).compactMap { dataset.items[$0].group }) == ["g0", "g1"])
  }

  @Test func whatCannotBeLeftOutIsRefused() throws {
    #expect(throws: DatasetError.itemWithoutGroup(path: "0/2.jpg")) {
      try LeaveOneGroupOut().assignment(
        of: SplitFixtures.dataset([3, 3]) { _, number in number == 2 ? nil : "g\(number)" })
    }
    #expect(throws: DatasetError.badGroupCount(1, allowed: 2...1000)) {
      try LeaveOneGroupOut().assignment(of: SplitFixtures.dataset([3, 3]) { _, _ in "all" })
    }
    #expect(throws: DatasetError.splitLeavesNothing(class: "class0")) {
      try LeaveOneGroupOut().assignment(
        of: SplitFixtures.dataset([3, 3]) { label, _ in "\(label)" })
    }
  }

  @Test(arguments: [0.2, 0.33, 0.5]) func holdoutTestsItsShareOfEveryClassInEachRepeat(
    fraction: Double
  ) throws {
    let dataset = SplitFixtures.dataset([40, 23])
    let assignments = try RepeatedHoldout(fraction: fraction, repeatCount: 6, seed: 3)
      .assignments(of: dataset)
    #expect(assignments.count == 6)
    for assignment in assignments {
      #expect(assignment.foldCount == 1)
      let test = assignment.test(0)
      #expect(abs(Double(test.count) - fraction * 63) <= 1)
      for (label, count) in [40, 23].enumerated() {
        let tested = test.count { dataset.items[$0].label == label }
        #expect(abs(Double(tested) - fraction * Double(count)) <= 1)
      }
      #expect((test + assignment.training(0)).sorted() == Array(dataset.items.indices))
    }
    #expect(Set(assignments.map { $0.test(0) }).count == 6)
    let ratio = FoldAssignment.testToTrainRatio(assignments)
    #expect(abs(ratio - fraction / (1 - fraction)) < 0.05)
  }

  @Test func theRatioOfWholeFoldsIsOneOverTheOthers() throws {
    for folds in 2...7 {
      let assignments = try StratifiedFolds(foldCount: folds, repeatCount: 3)
        .assignments(of: SplitFixtures.dataset([31, 17]))
      #expect(FoldAssignment.testToTrainRatio(assignments) == 1 / Double(folds - 1))
    }
  }

  // MARK: Given folds

  private func given(_ text: String) throws -> GivenFolds {
    let folder = try TemporaryFolder()
    try folder.write(text, to: "folds.csv")
    return try GivenFolds(reading: folder.path + "/folds.csv")
  }

  @Test func foldsThatWereWrittenReadBackAsTheyWere() throws {
    let dataset = SplitFixtures.dataset([11, 14])
    let folds = try StratifiedFolds(foldCount: 3, repeatCount: 2, seed: 5).assignments(of: dataset)
    let holdout = try RepeatedHoldout(fraction: 0.3, repeatCount: 3).assignments(of: dataset)
    for assignments in [folds, holdout] {
      let rows = assignments.enumerated().flatMap { $1.csvRows(of: dataset, repeat: $0) }
      let text = CSVFile.text(header: FoldAssignment.csvHeader, rows: rows)
      #expect(try given(text).assignments(of: dataset) == assignments)
    }
  }

  @Test func aFileWithoutRepeatsIsOneAndMayListWhatCannotBeRead() throws {
    let dataset = SplitFixtures.dataset([3, 3])
    let rows = dataset.items.enumerated().map { "\($1.relativePath),\($0 % 3 + 1)" }
    let text = (["path,fold"] + rows).joined(separator: "\n")
    let assignment = try given(text).assignments(of: dataset, among: [0, 1, 2, 3, 4])
    #expect(assignment.map(\.folds) == [[0, 1, 2, 0, 1]])
  }

  @Test(arguments: [
    ("path,repeat\n0/0.jpg,1\n", "expected a column 'fold', found path | repeat"),
    ("path,fold\n", "expected rows below the header"),
    ("path,fold\n0/0.jpg,0\n", "line 2: expected a fold counted from 1"),
    ("path,fold\n0/0.jpg,99999\n", "line 2: expected a fold counted from 1"),
    ("path,fold,repeat\n0/0.jpg,1,x\n", "line 2: expected a repeat counted from 1"),
    ("path,fold\nother.jpg,1\n", "line 2: no image of the data is called 'other.jpg'"),
    ("path,fold\n0/0.jpg,1\n0/0.jpg,2\n", "line 3: '0/0.jpg' stands already in line 2"),
    ("path,fold\n0/0.jpg,1\n", "repeat 1 says no fold for 0/1.jpg"),
    (
      "path,fold\n0/0.jpg,1\n0/1.jpg,3\n1/0.jpg,1\n1/1.jpg,3\n",
      "tests nothing in fold 2, but counts to 3"
    ),
    ("path,fold\n0/0.jpg,\n0/1.jpg,\n1/0.jpg,\n1/1.jpg,\n", "repeat 1 tests nothing in fold 1"),
    ("path,fold\n0/0.jpg,1\n0/1.jpg,1\n1/0.jpg,2\n1/1.jpg,2\n", "one side would hold none of it"),
  ])
  func foldsThatCannotBeMeantAreRefused(text: String, said: String) throws {
    let dataset = SplitFixtures.dataset([2, 2])
    let error = #expect(throws: DatasetError.self) {
      try given(text).assignments(of: dataset)
    }
    #expect(error.map { "\($0)" }?.contains(said) == true, "\(error.map { "\($0)" } ?? "")")
  }
}
