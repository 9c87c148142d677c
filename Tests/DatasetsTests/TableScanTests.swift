import Files
import Testing

@testable import Datasets

@Suite struct TableScanTests {
  /// A folder with `1.jpg` to `4.jpg` and `data.csv`.
  private func folder(_ table: String) throws -> TemporaryFolder {
    let folder = try TemporaryFolder(["1.jpg", "2.jpg", "sub/3.jpg", "4.jpg"])
    try folder.write(table, to: "data.csv")
    return folder
  }

  private func scan(_ table: String, grouping: Grouping = .automatic) throws -> DatasetScan {
    let folder = try folder(table)
    return try DatasetScan(
      of: folder.path + "/data.csv", options: ScanOptions(grouping: grouping))
  }

  private func failure(_ table: String) throws -> DatasetError? {
    let folder = try folder(table)
    do throws(DatasetError) {
      _ = try DatasetScan(of: folder.path + "/data.csv")
      return nil
    } catch {
      switch error {
      case .csv(_, let line, let problem): return .csv(path: "", line: line, problem: problem)
      case .severalLabels(_, let line, let label):
        return .severalLabels(path: "", line: line, label: label)
      case .tooFewClasses(_, let classes, let needed):
        return .tooFewClasses(path: "", classes: classes, needed: needed)
      case .empty: return .empty(path: "", unsupported: [])
      case .fileOfRowMissing(_, let line, let file):
        let name = file.split(separator: "/").last.map(String.init) ?? ""
        return .fileOfRowMissing(path: "", line: line, file: name)
      default: return error
      }
    }
  }

  @Test func pathsAreRelativeToTheFolderOfTheTable() throws {
    let folder = try folder("label,path\ndog,2.jpg\ncat,./sub//3.jpg\ndog,1.jpg\n")
    let scan = try DatasetScan(of: folder.path + "/data.csv")
    #expect(scan.dataset.root == folder.path)
    #expect(scan.dataset.classes == ["cat", "dog"])
    #expect(scan.dataset.items.map(\.relativePath) == ["sub/3.jpg", "1.jpg", "2.jpg"])
    #expect(scan.dataset.items[0].path == folder.path + "/sub/3.jpg")
    #expect(scan.dataset.items.map(\.weight) == [1, 1, 1])
    #expect(scan.ungroupedItems == 0)
    #expect(scan.dataset.splits == nil)
  }

  @Test func anAbsolutePathBelowTheFolderIsMadeRelative() throws {
    let folder = try folder("")
    try folder.write("path,label\n\(folder.path)/1.jpg,a\n2.jpg,b\n", to: "data.csv")
    let items = try DatasetScan(of: folder.path + "/data.csv").dataset.items
    #expect(items.map(\.relativePath) == ["1.jpg", "2.jpg"])
  }

  @Test func anAbsolutePathElsewhereStaysAsItIs() throws {
    let elsewhere = try TemporaryFolder(["9.jpg"])
    let folder = try folder("path,label\n\(elsewhere.path)/9.jpg,a\n2.jpg,b\n")
    let items = try DatasetScan(of: folder.path + "/data.csv").dataset.items
    #expect(items[0].path == elsewhere.path + "/9.jpg")
    #expect(items[0].relativePath == items[0].path)
  }

  @Test func groupsAndWeightsAreRead() throws {
    let table = "path,label,group,weight\n1.jpg,a,g,0.5\n2.jpg,a,,\n4.jpg,b,g,0\n"
    let scan = try scan(table)
    #expect(scan.dataset.items.map(\.group) == ["g", nil, "g"])
    #expect(scan.dataset.items.map(\.weight) == [0.5, 1, 0])
    #expect(scan.ungroupedItems == 1)
  }

  @Test func groupingFollowsTheArgument() throws {
    let table = "path,label,group,patient\n1.jpg,a,g,x\n2.jpg,a,g,y\n4.jpg,b,h,x\n"
    #expect(try scan(table).dataset.items.map(\.group) == ["g", "g", "h"])
    #expect(try scan(table, grouping: .none).dataset.items.map(\.group) == [nil, nil, nil])
    let column = try scan(table, grouping: .by("patient"))
    #expect(column.dataset.items.map(\.group) == ["x", "y", "x"])
    let pattern = try scan(table, grouping: .by("^[12]"))
    #expect(pattern.dataset.items.map(\.group) == ["1", "2", nil])
    #expect(pattern.ungroupedItems == 1)
    #expect {
      try scan(table, grouping: .by("pateint"))
    } throws: { error in
      "\(error)".contains("pateint") && "\(error)".contains("path, label, group, patient")
    }
  }

  @Test func aTableListsWhatItWantsWhateverTheFormat() throws {
    let folder = try TemporaryFolder(["1.webp", "2.jpg"])
    try folder.write("path,label\n1.webp,a\n2.jpg,b\n", to: "data.csv")
    let scan = try DatasetScan(of: folder.path + "/data.csv")
    #expect(scan.dataset.items.map(\.relativePath) == ["1.webp", "2.jpg"])
    #expect(scan.unsupportedFiles == [])
  }

  @Test(arguments: [
    ("file,label\n1.jpg,a\n", 1, CSVProblem.missingColumn("path", found: ["file", "label"])),
    ("path;label\n1.jpg;a\n", 1, .missingColumn("path", found: ["path;label"])),
    ("path,class\n1.jpg,a\n", 1, .missingColumn("label", found: ["path", "class"])),
    ("path,label\n1.jpg,a\n2.jpg,\n", 3, .emptyField(column: "label")),
    ("path,label\n1.jpg,a\n,b\n", 3, .emptyField(column: "path")),
    ("path,label,weight\n1.jpg,a,1\n2.jpg,b,-1\n", 3, .badWeight("-1")),
    ("path,label,weight\n1.jpg,a,1\n2.jpg,b,nan\n", 3, .badWeight("nan")),
    ("path,label,weight\n1.jpg,a,heavy\n2.jpg,b,1\n", 2, .badWeight("heavy")),
    ("path,label\n1.jpg,a\n2.jpg,b\n./1.jpg,b\n", 4, .repeatedPath("1.jpg", firstLine: 2)),
  ])
  func aWrongRowIsNamedByItsLine(table: String, line: Int, problem: CSVProblem) throws {
    let error = try failure(table)
    #expect(error == .csv(path: "", line: line, problem: problem))
    #expect(error?.category == .malformed)
  }

  @Test(arguments: ["cat;dog", "cat|dog", "cat,dog", "dog , cat"])
  func severalLabelsAreNotSupported(label: String) throws {
    let error = try failure("path,label\n1.jpg,cat\n4.jpg,\"dog\"\n2.jpg,\"\(label)\"\n")
    #expect(error == .severalLabels(path: "", line: 4, label: label))
    #expect(error?.category == .malformed)
    #expect(error?.description.contains("not supported") == true)
  }

  /// Parts that stand in other lists are labels too.
  @Test func listsAloneAreSeenToBeLists() throws {
    let error = try failure(
      "path,label\n1.jpg,\"cat,dog\"\n2.jpg,\"dog,bird\"\n4.jpg,\"cat,bird\"\n")
    #expect(error == .severalLabels(path: "", line: 2, label: "cat,dog"))
  }

  @Test func aCommaInAQuotedLabelIsPartOfTheName() throws {
    let scan = try scan("path,label\n1.jpg,\"tench, Tinca tinca\"\n2.jpg,ant\n")
    #expect(scan.dataset.classes == ["ant", "tench, Tinca tinca"])
    // Two of ImageNet's names share a part.
    let shared = try self.scan("path,label\n1.jpg,\"maillot, tank suit\"\n2.jpg,maillot\n")
    #expect(shared.dataset.classes == ["maillot", "maillot, tank suit"])
    let commas = try self.scan("path,label\n1.jpg,\"a,b\"\n2.jpg,\",\"\n4.jpg,\"b, \"\n")
    #expect(commas.dataset.classes.count == 3)
  }

  @Test func aListedFileThatIsMissingIsNamedWithItsLine() throws {
    for name in ["nowhere.jpg", "sub"] {
      let error = try failure("path,label\n1.jpg,a\n\(name),b\n")
      #expect(error == .fileOfRowMissing(path: "", line: 3, file: name))
      #expect(error?.category == .nothingThere)
    }
  }

  @Test func emptyTablesAndSingleClassesAreNothingThere() throws {
    #expect(try failure("path,label\n") == .empty(path: "", unsupported: []))
    let error = try failure("path,label\n1.jpg,a\n2.jpg,a\n")
    #expect(error == .tooFewClasses(path: "", classes: ["a"], needed: 2))
    #expect(error?.category == .nothingThere)
  }
}
