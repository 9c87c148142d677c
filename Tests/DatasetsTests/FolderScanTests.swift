import Foundation
import Testing

@testable import Datasets

@Suite struct FolderScanTests {
  private func paths(_ scan: DatasetScan) -> [String] { scan.dataset.items.map(\.relativePath) }

  @Test func foldersAreClassesAndItemsAreInByteOrder() throws {
    let folder = try TemporaryFolder([
      "dog/b.png", "dog/a.JPG", "cat/10.jpeg", "cat/2.jpg", "cat/more/deep/1.jpg", "cat/Z.jpg",
    ])
    let scan = try DatasetScan(of: folder.path)
    #expect(scan.dataset.root == folder.path)
    #expect(scan.dataset.classes == ["cat", "dog"])
    #expect(
      paths(scan) == [
        "cat/10.jpeg", "cat/2.jpg", "cat/Z.jpg", "cat/more/deep/1.jpg", "dog/a.JPG", "dog/b.png",
      ])
    #expect(scan.dataset.items.map(\.label) == [0, 0, 0, 0, 1, 1])
    #expect(scan.dataset.items[0].path == folder.path + "/cat/10.jpeg")
    #expect(scan.dataset.classCounts == [4, 2])
    #expect(scan.dataset.splits == nil)
    #expect(scan.ignoredFiles == 0)
    #expect(scan.ungroupedItems == 0)
  }

  @Test func whatIsNoImageIsCountedAndOtherFormatsAreNamed() throws {
    let folder = try TemporaryFolder([
      "a/1.jpg", "a/.hidden.jpg", "a/notes.txt", "a/jpg", ".git/x/1.jpg", "README",
      "b/1.png", "b/2.bmp", "a/3.TIFF", "b/4.heic",
    ])
    let scan = try DatasetScan(of: folder.path)
    #expect(paths(scan) == ["a/1.jpg", "b/1.png"])
    #expect(scan.ignoredFiles == 5)
    #expect(scan.unsupportedFiles == ["a/3.TIFF", "b/2.bmp", "b/4.heic"])
  }

  @Test func classOrderIsTheOneAskedFor() throws {
    let folder = try TemporaryFolder(["class10/1.jpg", "class2/1.jpg"])
    #expect(try DatasetScan(of: folder.path).dataset.classes == ["class10", "class2"])
    let natural = try DatasetScan(of: folder.path, options: ScanOptions(classOrder: .natural))
    #expect(natural.dataset.classes == ["class2", "class10"])
    #expect(natural.dataset.items.map(\.relativePath) == ["class2/1.jpg", "class10/1.jpg"])
  }

  @Test(arguments: ["val", "valid", "validation", "Val"])
  func splitFoldersMakeSplits(name: String) throws {
    let folder = try TemporaryFolder([
      "train/a/1.jpg", "train/a/2.jpg", "train/b/1.jpg", "\(name)/a/9.jpg", "\(name)/b/9.jpg",
      "test/b/7.jpg", "notes/readme.txt",
    ])
    let scan = try DatasetScan(of: folder.path)
    #expect(scan.dataset.classes == ["a", "b"])
    let splits = try #require(scan.dataset.splits)
    func paths(_ positions: [Int]) -> [String] {
      positions.map { scan.dataset.items[$0].relativePath }
    }
    #expect(paths(splits.training) == ["train/a/1.jpg", "train/a/2.jpg", "train/b/1.jpg"])
    #expect(paths(splits.validation) == ["\(name)/a/9.jpg", "\(name)/b/9.jpg"])
    #expect(paths(splits.test) == ["test/b/7.jpg"])
  }

  @Test func aSplitWithoutTrainingCanBeJudged() throws {
    let folder = try TemporaryFolder(["test/a/1.jpg", "test/b/1.jpg"])
    let splits = try #require(try DatasetScan(of: folder.path).dataset.splits)
    #expect(splits.training == [])
    #expect(splits.validation == [])
    #expect(splits.test == [0, 1])
  }

  @Test func trainsAreAClassAmongVehicles() throws {
    let folder = try TemporaryFolder(["train/1.jpg", "car/1.jpg", "plane/1.jpg"])
    let dataset = try DatasetScan(of: folder.path).dataset
    #expect(dataset.classes == ["car", "plane", "train"])
    #expect(dataset.splits == nil)
  }

  @Test func linksLeadToEachFolderOnceAndNeverInCircles() throws {
    let elsewhere = try TemporaryFolder(["deep/5.jpg"])
    let folder = try TemporaryFolder(["a/1.jpg", "a/sub/2.jpg", "b/1.jpg"])
    try folder.link("a/circle", to: "..")
    try folder.link("a/again", to: "sub")
    try folder.link("b/away", to: elsewhere.path)
    try folder.link("c", to: "a")
    try folder.link("a/file.jpg", to: "1.jpg")
    try folder.link("b/broken.jpg", to: "nowhere")
    let scan = try DatasetScan(of: folder.path)
    #expect(scan.dataset.classes == ["a", "b"])
    #expect(
      paths(scan) == [
        "a/1.jpg", "a/file.jpg", "a/sub/2.jpg", "b/1.jpg", "b/away/deep/5.jpg", "b/broken.jpg",
      ])
    #expect(scan.skippedLinks == ["a/again", "a/circle", "c"])
  }

  @Test func aLinkedClassFolderIsAClass() throws {
    let elsewhere = try TemporaryFolder(["1.jpg"])
    let folder = try TemporaryFolder(["a/1.jpg"])
    try folder.link("b", to: elsewhere.path)
    #expect(try DatasetScan(of: folder.path).dataset.classes == ["a", "b"])
  }

  @Test func aPatternNamesGroups() throws {
    let folder = try TemporaryFolder(["a/p1_1.jpg", "a/p1_2.jpg", "a/x.jpg", "b/p2_1.jpg"])
    let captured = try DatasetScan(
      of: folder.path, options: ScanOptions(grouping: .by(#"(p\d+)_"#)))
    #expect(captured.dataset.items.map(\.group) == ["p1", "p1", nil, "p2"])
    #expect(captured.ungroupedItems == 1)
    let whole = try DatasetScan(of: folder.path, options: ScanOptions(grouping: .by("^[ab]")))
    #expect(whole.dataset.items.map(\.group) == ["a", "a", "a", "b"])
    #expect(whole.ungroupedItems == 0)
  }

  @Test func aPatternThatNothingMatchesIsRefused() throws {
    let folder = try TemporaryFolder(["a/1.jpg", "b/1.jpg"])
    for pattern in ["patient", "(unclosed"] {
      #expect {
        try DatasetScan(of: folder.path, options: ScanOptions(grouping: .by(pattern)))
      } throws: { error in
        (error as? DatasetError)?.category == .usage && "\(error)".contains(pattern)
      }
    }
  }

  @Test func aLargeFolderIsReadWhole() throws {
    let folder = try TemporaryFolder((0..<2400).map { "\($0 % 2)/\($0).jpg" })
    #expect(try DatasetScan(of: folder.path).dataset.classCounts == [1200, 1200])
  }

  @Test func relabellingKeepsTheNamesAndRefusesStrangers() throws {
    let folder = try TemporaryFolder(["b/1.jpg", "c/1.jpg", "c/2.jpg"])
    let dataset = try DatasetScan(of: folder.path).dataset
    let relabelled = try dataset.relabelled(to: ["c", "a", "b"])
    #expect(relabelled.classes == ["c", "a", "b"])
    #expect(relabelled.items.map(\.relativePath) == ["c/1.jpg", "c/2.jpg", "b/1.jpg"])
    #expect(relabelled.items.map(\.label) == [0, 0, 2])
    #expect(throws: DatasetError.classesDiffer(missing: [], extra: ["c"])) {
      try dataset.relabelled(to: ["a", "b"])
    }
  }

  @Test func relabellingMovesTheSplitsAlong() throws {
    let folder = try TemporaryFolder([
      "train/a/1.jpg", "train/b/1.jpg", "val/a/2.jpg", "val/b/2.jpg",
    ])
    let dataset = try DatasetScan(of: folder.path).dataset.relabelled(to: ["b", "a"])
    let splits = try #require(dataset.splits)
    #expect(
      splits.training.map { dataset.items[$0].relativePath } == ["train/b/1.jpg", "train/a/1.jpg"])
    #expect(
      splits.validation.map { dataset.items[$0].relativePath } == ["val/b/2.jpg", "val/a/2.jpg"])
  }
}
