import Files
import Testing

@testable import Datasets

/// What people call ImageNet's classes.
@Suite struct ClassNamesTests {
  private func scan(
    _ names: String, file: String = "names.txt", folders: [String] = ["n01440764", "n02012849"]
  ) throws -> (Result<DatasetScan, DatasetError>, path: String) {
    let folder = try TemporaryFolder(folders.map { "data/\($0)/1.jpg" })
    try folder.write(names, to: file)
    let path = folder.path + "/" + file
    return (
      Result { () throws(DatasetError) in
        try DatasetScan(of: folder.path + "/data", options: ScanOptions(classNames: path))
      }, path
    )
  }

  @Test func linesNameTheClassesInTheOrderOfTheFolders() throws {
    let (result, _) = try scan(
      "n09999999 none of these\nn02012849  crane \r\n\nn01440764 tench, Tinca tinca\n")
    let dataset = try result.get().dataset
    #expect(dataset.classes == ["tench, Tinca tinca", "crane"])
    #expect(dataset.items.map(\.relativePath) == ["n01440764/1.jpg", "n02012849/1.jpg"])
    #expect(dataset.items.map(\.label) == [0, 1])
  }

  @Test func aTableNamesThemToo() throws {
    let (result, _) = try scan(
      "name,class\n\"tench, Tinca tinca\",n01440764\ncrane,n02012849\n", file: "names.csv")
    #expect(try result.get().dataset.classes == ["tench, Tinca tinca", "crane"])
  }

  @Test func classesOfOneNameAreToldApartWhicheverTheDataHas() throws {
    let (result, _) = try scan("n01440764 tench\nn02012849 crane\nn03126707 crane\n")
    #expect(try result.get().dataset.classes == ["tench", "crane (n02012849)"])
  }

  @Test(arguments: [
    ("n01440764 tench\n", nil, "does not name the class 'n02012849'"),
    ("n01440764 tench\n\nn01440764 goldfish\n", 3, "'n01440764' stands already in line 1"),
    ("n01440764 tench\nn02012849\n", 2, "expected a class and its name"),
  ])
  func whatIsWrongIsSaidWithItsLine(text: String, line: Int?, problem: String) throws {
    let (result, path) = try scan(text)
    guard case .failure(let error) = result else {
      Issue.record("the file was taken")
      return
    }
    #expect(error.category == .malformed)
    let place = line.map { "\(path), line \($0): " } ?? "\(path): "
    #expect("\(error)".hasPrefix(place + problem), "\(error)")
  }

  @Test func aTableNeedsItsColumns() throws {
    let (result, path) = try scan("synset,words\nn01440764,tench\n", file: "names.csv")
    #expect(
      throws: DatasetError.classNames(
        path: path, line: 1, problem: "expected the columns class and name, found synset, words")
    ) { try result.get() }
  }

  @Test func aFileThatIsNotThereIsNamed() throws {
    let folder = try TemporaryFolder(["a/1.jpg", "b/1.jpg"])
    let path = folder.path + "/none.txt"
    #expect(throws: DatasetError.file(.missing(path: path))) {
      try DatasetScan(of: folder.path, options: ScanOptions(classNames: path))
    }
  }
}
