import Testing

@testable import Datasets

/// The guarantees of scikit-learn's splitters, on the same labels and groups.
@Suite struct SplitterGuaranteesTests {
  private let fixture: SplitterFixture

  init() throws { fixture = try SplitterFixture.read() }

  /// `[classes]`, how many of a class each fold tests, ascending.
  private func columns(_ counts: [[Int]]) -> [[Int]] {
    (counts.first ?? []).indices.map { label in counts.map { $0[label] }.sorted() }
  }

  private func sizes(_ counts: [[Int]]) -> [Int] { counts.map { $0.reduce(0, +) }.sorted() }

  // MARK: Stratified folds

  /// Which folds are the larger ones is nobody's promise, how many there are is.
  private func areAsEven(_ counts: [[Int]], as theirs: [[Int]]) -> Bool {
    sizes(counts) == sizes(theirs) && columns(counts) == columns(theirs)
  }

  @Test func foldsAndTheirClassesHaveTheSizesOfStratifiedKFold() throws {
    #expect(fixture.labelCases.count == 34)
    for example in fixture.labelCases {
      let items = LabelledItems(example.labels)
      let folds = try StratifiedFolds(foldCount: example.folds, repeatCount: 2, seed: 7)
      for assignment in try folds.assignments(of: items.dataset) {
        #expect(areAsEven(items.classCounts(assignment), as: example.classCounts))
      }
    }
  }

  @Test func foldsThatAreLessEvenAreFoundOut() {
    for example in fixture.labelCases {
      let items = LabelledItems(example.labels)
      func dealt(_ fold: (_ position: Int, _ label: Int) -> Int) -> [[Int]] {
        items.classCounts(
          FoldAssignment(
            foldCount: example.folds, positions: Array(items.dataset.items.indices),
            folds: items.dataset.items.enumerated().map { fold($0, $1.label) % example.folds }))
      }
      // Items in their order, one to each fold in turn: that is even.
      #expect(areAsEven(dealt { position, _ in position }, as: example.classCounts))
      // Blocks of the classes are not, and neither are two items of a fold in another one.
      let blocks = dealt { position, _ in position * example.folds / example.labels.count }
      #expect(!areAsEven(blocks, as: example.classCounts))
      let moved = dealt { position, _ in
        [0, example.folds].contains(position) ? 1 : position
      }
      #expect(!areAsEven(moved, as: example.classCounts))
    }
    // Every class from the first fold on: even in each class, and not in all.
    let uneven = fixture.labelCases.count { example in
      let items = LabelledItems(example.labels)
      var seen: [Int: Int] = [:]
      let folds = items.dataset.items.map { item in
        defer { seen[item.label, default: 0] += 1 }
        return seen[item.label, default: 0] % example.folds
      }
      let counts = items.classCounts(
        FoldAssignment(
          foldCount: example.folds, positions: Array(folds.indices), folds: folds))
      return columns(counts) == columns(example.classCounts)
        && !areAsEven(counts, as: example.classCounts)
    }
    #expect(uneven > fixture.labelCases.count / 2)
  }

  // MARK: Hold-out

  /// In all, and of each class: scikit-learn rounds the whole up and draws between equal remainders.
  private func isWithinOne(_ counts: [Int], of theirs: [Int]) -> Bool {
    abs(counts.reduce(0, +) - theirs.reduce(0, +)) <= 1
      && zip(counts, theirs).allSatisfy { abs($0 - $1) <= 1 }
  }

  @Test func heldOutPartsHaveTheSizesOfStratifiedShuffleSplit() throws {
    #expect(fixture.labelCases.reduce(0) { $0 + $1.holdouts.count } == 105)
    for example in fixture.labelCases {
      let items = LabelledItems(example.labels)
      for holdout in example.holdouts {
        let splits = try RepeatedHoldout(fraction: holdout.fraction, repeatCount: 3, seed: 7)
        for assignment in try splits.assignments(of: items.dataset) {
          let counts = items.classCounts(assignment)[0]
          #expect(
            isWithinOne(counts, of: holdout.classCounts),
            "\(counts) \(holdout.classCounts) \(holdout.fraction)")
        }
      }
    }
  }

  @Test func heldOutPartsThatAreNotStratifiedAreFoundOut() {
    var found = 0
    var all = 0
    for example in fixture.labelCases {
      for holdout in example.holdouts {
        let count = holdout.classCounts.reduce(0, +)
        var counts = [Int](repeating: 0, count: holdout.classCounts.count)
        for label in example.labels.prefix(count) { counts[label] += 1 }
        all += 1
        found += isWithinOne(counts, of: holdout.classCounts) ? 0 : 1
        // Two items too many.
        counts = holdout.classCounts
        counts[0] += 1
        counts[counts.count - 1] += 1
        #expect(!isWithinOne(counts, of: holdout.classCounts))
      }
    }
    #expect(found * 2 > all)
  }

  // MARK: Groups

  /// Mean over the classes of the standard deviation over the folds of the part of a class that each tests.
  private func spread(_ counts: [[Int]]) -> Double {
    let classes = columns(counts)
    return classes.reduce(0) { sum, counts in
      let total = Double(counts.reduce(0, +))
      let squares = counts.reduce(0.0) { sum, count in
        let difference = Double(count) / total - 1 / Double(counts.count)
        return sum + difference * difference
      }
      return sum + (squares / Double(counts.count)).squareRoot()
    } / Double(classes.count)
  }

  private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

  /// Both deal groups in random order: over ten draws of each, on average no more than a tenth (and a thousandth of a
  /// class) more uneven.
  private func areAsStratified(_ counts: [[[Int]]], as theirs: [[[Int]]]) -> Bool {
    mean(counts.map(spread)) <= 1.1 * mean(theirs.map(spread)) + 0.001
  }

  @Test func groupedFoldsPartNoGroupAndAreAsStratifiedAsStratifiedGroupKFold() throws {
    #expect(fixture.groupCases.count == 20)
    for example in fixture.groupCases {
      #expect(example.partedGroups == 0)
      let items = LabelledItems(example.labels, groups: example.groups)
      let folds = try StratifiedFolds(
        foldCount: example.folds, repeatCount: example.draws.count, seed: 7)
      let assignments = try folds.assignments(of: items.dataset)
      for assignment in assignments {
        #expect(items.partedGroups(assignment) == 0)
        #expect(
          items.classCounts(assignment).joined().reduce(0, +) == example.labels.count)
      }
      let counts = assignments.map(items.classCounts)
      #expect(
        areAsStratified(counts, as: example.draws),
        "\(mean(counts.map(spread))) beside \(mean(example.draws.map(spread)))")
    }
  }

  @Test func groupedFoldsThatPartGroupsOrAreNotStratifiedAreFoundOut() throws {
    var found = 0
    for example in fixture.groupCases {
      let items = LabelledItems(example.labels, groups: example.groups)
      let alone = LabelledItems(example.labels)
      let parted = try StratifiedFolds(foldCount: example.folds, seed: 7)
        .assignments(of: alone.dataset)[0]
      #expect(items.partedGroups(parted) > 0)
      // Groups to the folds in turn, whatever they hold.
      let turns = FoldAssignment(
        foldCount: example.folds, positions: Array(items.dataset.items.indices),
        folds: items.labelPositions(Array(items.dataset.items.indices)).map {
          example.groups[$0] % example.folds
        })
      #expect(items.partedGroups(turns) == 0)
      found += areAsStratified([items.classCounts(turns)], as: example.draws) ? 0 : 1
    }
    // Some of the awkward cases are even in any order.
    #expect(found >= 16)
  }

  @Test func heldOutPartsOfGroupedItemsPartNone() throws {
    for example in fixture.groupCases {
      let items = LabelledItems(example.labels, groups: example.groups)
      let splits = try RepeatedHoldout(fraction: 0.3, repeatCount: 3, seed: 7)
      for assignment in try splits.assignments(of: items.dataset) {
        #expect(items.partedGroups(assignment) == 0)
        #expect(!assignment.test(0).isEmpty && !assignment.training(0).isEmpty)
      }
    }
  }

  @Test func leavingGroupsOutGivesTheSplitsOfLeaveOneGroupOut() throws {
    for example in fixture.groupCases {
      let items = LabelledItems(example.labels, groups: example.groups)
      let assignment = try LeaveOneGroupOut().assignment(of: items.dataset)
      let tests = (0..<assignment.foldCount).map { fold in
        items.labelPositions(assignment.test(fold)).sorted()
      }
      #expect(Set(tests) == Set(example.leftOut) && tests.count == example.leftOut.count)
      // Two groups at once, and a group without one of its items, are other splits.
      #expect(Set(tests.dropFirst(2) + [(tests[0] + tests[1]).sorted()]) != Set(example.leftOut))
      #expect(Set(tests.dropFirst() + [Array(tests[0].dropFirst())]) != Set(example.leftOut))
      for fold in 0..<assignment.foldCount {
        let training = items.labelPositions(assignment.training(fold))
        #expect((training + tests[fold]).sorted() == Array(example.labels.indices))
      }
    }
  }
}
