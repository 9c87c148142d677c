import Files
import Foundation
import Testing

@testable import Datasets

@Suite struct FolderErrorTests {
  private func failure(
    _ names: [String], options: ScanOptions = ScanOptions()
  ) throws -> (error: DatasetError, path: String) {
    let folder = try TemporaryFolder(names)
    do throws(DatasetError) {
      _ = try DatasetScan(of: folder.path, options: options)
    } catch {
      return (error, folder.path)
    }
    throw Unexpected.success
  }

  private enum Unexpected: Error { case success }

  @Test func aMissingFolderIsNamed() {
    let error = DatasetError.file(.missing(path: "/no/such/folder"))
    #expect(throws: error) { try DatasetScan(of: "/no/such/folder") }
    #expect(error.category == .nothingThere)
    #expect(error.description.contains("/no/such/folder"))
  }

  @Test func whatIsNeitherFolderNorFileIsRefused() {
    #expect(throws: DatasetError.notAFolder(path: "/dev/null")) { try DatasetScan(of: "/dev/null") }
  }

  @Test func anEmptyFolderSaysWhichLayoutsWork() throws {
    let (error, path) = try failure(["a/", "b/notes.txt"])
    #expect(error == .empty(path: path, unsupported: []))
    #expect(error.category == .nothingThere)
    #expect(error.description.contains("root/class/image.jpg"))
  }

  @Test func aFolderOfOtherFormatsSaysSo() throws {
    let (error, path) = try failure(["a/1.bmp", "b/2.gif"])
    #expect(error == .empty(path: path, unsupported: ["a/1.bmp", "b/2.gif"]))
    #expect(error.description.contains("2 in other formats, such as 'a/1.bmp'"))
  }

  @Test func imagesWithoutClassFoldersSayWhichLayoutsWork() throws {
    let (error, path) = try failure(["2.jpg", "1.jpg"])
    #expect(error == .imagesWithoutClasses(path: path, example: "1.jpg"))
    #expect(error.category == .nothingThere)
    #expect(error.description.contains("root/class/image.jpg"))
  }

  @Test func imagesBesideClassFoldersAreNotDroppedSilently() throws {
    let (error, path) = try failure(["a/1.jpg", "b/1.jpg", "stray.jpg"])
    #expect(error == .imagesBesideClasses(path: path, example: "stray.jpg"))
    #expect(error.category == .malformed)
  }

  @Test func unlabelledTestImagesAreNotAClass() throws {
    let (error, path) = try failure(["train/a/1.jpg", "train/b/1.jpg", "test/1.jpg"])
    #expect(error == .imagesBesideClasses(path: path + "/test", example: "1.jpg"))
  }

  @Test func splitsWithoutClassFoldersAreNotClasses() throws {
    let (error, path) = try failure(["train/1.jpg", "test/1.jpg"])
    #expect(error == .imagesWithoutClasses(path: path + "/test", example: "1.jpg"))
  }

  @Test func oneClassIsTooFewUnlessAskedFor() throws {
    let (error, path) = try failure(["a/1.jpg"])
    #expect(error == .tooFewClasses(path: path, classes: ["a"], needed: 2))
    #expect(error.category == .nothingThere)
    let folder = try TemporaryFolder(["a/1.jpg"])
    let scan = try DatasetScan(of: folder.path, options: ScanOptions(minimumClassCount: 1))
    #expect(scan.dataset.classes == ["a"])
  }

  @Test func aClassWithoutImagesIsNamed() throws {
    let (error, path) = try failure(["a/1.jpg", "b/1.jpg", "c/note.txt"])
    #expect(error == .emptyClass(path: path + "/c", name: "c"))
    #expect(error.category == .nothingThere)
  }

  @Test func anEmptyTrainingClassIsNamed() throws {
    let (error, path) = try failure(["train/a/1.jpg", "train/b/", "train/c/1.jpg", "val/b/1.jpg"])
    #expect(error == .emptyClass(path: path + "/train/b", name: "b"))
  }

  @Test func aClassThatIsOnlyValidatedIsNamed() throws {
    let (error, path) = try failure(["train/a/1.jpg", "train/b/1.jpg", "val/c/1.jpg"])
    #expect(error == .classNotInTraining(path: path, name: "c"))
    #expect(error.category == .nothingThere)
  }

  @Test func splitsBesideClassesAreAmbiguous() throws {
    let (error, path) = try failure(["train/a/1.jpg", "train/b/1.jpg", "cat/1.jpg"])
    #expect(error == .ambiguousLayout(path: path, splits: ["train"], others: ["cat"]))
    #expect(error.category == .malformed)
  }

  @Test func twoFoldersForOneSplitAreAmbiguous() throws {
    let (error, path) = try failure(["train/a/1.jpg", "val/a/1.jpg", "valid/a/1.jpg"])
    #expect(error == .twoFoldersForOneSplit(path: path, names: ["train", "val", "valid"]))
    #expect(error.category == .malformed)
  }

  @Test func aNameThatIsNotUTF8IsRefused() throws {
    let folder = try TemporaryFolder(["a/1.jpg", "b/1.jpg"])
    let name =
      Array((folder.path + "/a/").utf8).map { CChar(bitPattern: $0) } + [-1, 0x2e, 0x6a, 0]
    let descriptor = open(name, O_CREAT | O_WRONLY, 0o600)
    try #require(descriptor >= 0)
    close(descriptor)
    #expect {
      try DatasetScan(of: folder.path)
    } throws: { error in
      guard case .nameNotUTF8(folder.path + "/a", _) = error as? DatasetError else { return false }
      return true
    }
  }

  @Test func everyMessageSaysWhatWasFoundAndEndsNowhereEmpty() {
    let errors: [DatasetError] = [
      .notAFolder(path: "P"), .classesDiffer(missing: ["m"], extra: []),
      .classOrderDiffers(index: 3, stored: "s", found: "f"),
      .csv(path: "P", line: 7, problem: .nulByte), .severalLabels(path: "P", line: 7, label: "a;b"),
      .fileOfRowMissing(path: "P", line: 7, file: "F"),
      .tooFewItems(class: "C", found: 1, needed: 5),
      .tooFewGroups(class: "C", found: 1, needed: 5), .splitLeavesNothing(class: "C"),
      .badGrouping(pattern: "R", problem: "Q"), .badFraction(2),
      .badFoldCount(folds: 1, repeats: 1),
    ]
    let expected = [
      "P", "'m', extra none", "class 3", "P, line 7", "a;b", "F", "'C' has 1", "in 1 groups",
      "'C'", "'R': Q", "found 2.0", "found 1 folds",
    ]
    for (error, part) in zip(errors, expected) { #expect(error.description.contains(part)) }
  }
}
