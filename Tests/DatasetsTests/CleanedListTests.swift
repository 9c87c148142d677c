import Testing

@testable import Datasets

@Suite struct CleanedListTests {
  /// Items 0 to 3 of class 0, 4 to 7 of class 1.
  private let dataset = SplitFixtures.dataset([4, 4])

  private func rows(_ list: CleanedList) -> [[String]] {
    list.csv { $0.relativePath }.split(separator: "\n")
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
  }

  private func reasons(_ list: CleanedList) -> [Int: CleanedList.Reason] {
    Dictionary(uniqueKeysWithValues: list.leftOut.map { ($0.position, $0.reason) })
  }

  @Test func cleanDataIsKeptWhole() {
    let list = CleanedList(of: dataset, unreadable: [], exact: [], near: [])
    #expect(list.kept == Array(0..<8))
    #expect(list.leftOut.isEmpty)
    #expect(rows(list)[0] == ["path", "label", "group"])
    #expect(rows(list)[5] == ["1/0.jpg", "class1", ""])
  }

  @Test func repeatsAreKeptOnceAndContradictionsNotAtAll() {
    let list = CleanedList(
      of: dataset, unreadable: [7], exact: [[0, 2], [3, 5, 6]], near: [[0, 1]])
    #expect(list.kept == [0, 1, 4])
    #expect(
      reasons(list) == [
        2: .repeated, 3: .conflicting, 5: .conflicting, 6: .conflicting, 7: .unreadable,
      ])
    #expect(
      rows(list).dropFirst().map { $0[2] } == ["0/0.jpg", "0/0.jpg", ""])
  }

  @Test func ownGroupsAreJoinedAndKeepTheirNames() {
    let dataset = SplitFixtures.dataset([4, 4]) { label, number in
      label == 0 && number < 2 ? "b" : label == 1 && number < 2 ? "a" : nil
    }
    // Item 1 is of group b, item 4 of group a.
    let list = CleanedList(of: dataset, unreadable: [], exact: [], near: [[1, 4]])
    #expect(rows(list).dropFirst().map { $0[2] } == ["a", "a", "", "", "a", "a", "", ""])
  }

  @Test func theTestPartAndItsCopiesStayOut() {
    let split = Dataset(
      root: dataset.root, classes: dataset.classes, items: dataset.items,
      splits: FolderSplits(training: [0, 1, 2, 4, 5], validation: [6], test: [3, 7]))
    let list = CleanedList(of: split, unreadable: [2], exact: [[0, 3]], near: [[5, 7]])
    #expect(list.kept == [1, 4, 6])
    #expect(
      reasons(list) == [0: .copyOfTest, 2: .unreadable, 3: .test, 5: .copyOfTest, 7: .test])
  }

  @Test func weightsAreKeptWhereThereAreAny() {
    let items = [
      Item(path: "/r/a", relativePath: "a", label: 0, weight: 2.5),
      Item(path: "/r/b", relativePath: "b", label: 0),
    ]
    let list = CleanedList(
      of: Dataset(root: "/r", classes: ["x"], items: items), unreadable: [], exact: [], near: [])
    #expect(
      rows(list) == [
        ["path", "label", "group", "weight"], ["a", "x", "", "2.5"], ["b", "x", "", "1.0"],
      ])
  }

  @Test func keepingSomeItemsKeepsClassesAndSplits() {
    let split = Dataset(
      root: dataset.root, classes: dataset.classes, items: dataset.items,
      splits: FolderSplits(training: [0, 1, 4], validation: [2, 5], test: [3, 6, 7]))
    let kept = split.keeping([1, 2, 6])
    #expect(kept.classes == dataset.classes)
    #expect(kept.items == [1, 2, 6].map { dataset.items[$0] })
    #expect(kept.splits == FolderSplits(training: [0], validation: [1], test: [2]))
  }
}
