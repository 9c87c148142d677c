import Files
import Glibc

/// Reads a data set from a CSV file with the columns `path`, `label` and, if it likes, `group` and
/// `weight`.
struct TableReader {
  private let table: CSVFile
  private let options: ScanOptions
  private let root: String

  init(path: String, options: ScanOptions) throws(DatasetError) {
    table = try CSVFile(reading: path)
    self.options = options
    root = RelativePath.folder(of: path)
  }

  func scan() throws(DatasetError) -> DatasetScan {
    let pathColumn = try required("path")
    let labelColumn = try required("label")
    let weightColumn = table.column("weight")
    let source = options.grouping.source(header: table.header)
    guard !table.rows.isEmpty else { throw .empty(path: table.path, unsupported: []) }
    for row in table.rows { try checkLabel(row.fields[labelColumn], line: row.line) }
    try checkLists(labelColumn)
    let classes = options.classOrder.classes(from: Set(table.rows.map { $0.fields[labelColumn] }))
    guard classes.count >= options.minimumClassCount else {
      throw .tooFewClasses(path: table.path, classes: classes, needed: options.minimumClassCount)
    }
    let indexes = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
    var items: [Item] = []
    var lines: [UInt64: Int] = [:]
    for row in table.rows {
      guard let label = indexes[row.fields[labelColumn]] else { continue }
      let relativePath = try relativePath(row.fields[pathColumn], line: row.line)
      var group: String?
      if case .column(let column) = source, !row.fields[column].isEmpty {
        group = row.fields[column]
      }
      let item = Item(
        path: RelativePath.join(root, relativePath), relativePath: relativePath, label: label,
        group: group, weight: try weight(row, column: weightColumn))
      if let first = lines.updateValue(row.line, forKey: item.identifier) {
        throw problem(.repeatedPath(relativePath, firstLine: first), line: row.line)
      }
      try checkFile(item, line: row.line)
      items.append(item)
    }
    if case .pattern(let pattern) = source {
      items = try GroupPattern(pattern).grouping(items, header: table.header)
    }
    return DatasetScan(
      dataset: Dataset(root: root, classes: classes, items: items),
      ungroupedItems: source == .nowhere ? 0 : items.count { $0.group == nil })
  }

  private func required(_ column: String) throws(DatasetError) -> Int {
    guard let place = table.column(column) else {
      throw problem(.missingColumn(column, found: table.header), line: 1)
    }
    return place
  }

  private func checkLabel(_ label: String, line: Int) throws(DatasetError) {
    guard !label.isEmpty else { throw problem(.emptyField(column: "label"), line: line) }
    // A comma alone is no sign of several labels: ImageNet's own class names hold them.
    guard !label.contains(";"), !label.contains("|") else {
      throw .severalLabels(path: table.path, line: line, label: label)
    }
  }

  /// A label is a list if every part between its commas stands in another label too: `cat,dog` beside `cat` and `dog`, but
  /// not `tench, Tinca tinca`.
  private func checkLists(_ column: Int) throws(DatasetError) {
    let labels = Set(table.rows.map { $0.fields[column] })
    let lists = labels.filter { $0.contains(",") }
    guard !lists.isEmpty else { return }
    var counts: [Substring: Int] = [:]
    for label in labels { for part in Set(Self.parts(of: label)) { counts[part, default: 0] += 1 } }
    for row in table.rows where lists.contains(row.fields[column]) {
      let label = row.fields[column]
      let parts = Self.parts(of: label)
      if parts.count > 1, parts.allSatisfy({ counts[$0, default: 0] > 1 }) {
        throw .severalLabels(path: table.path, line: row.line, label: label)
      }
    }
  }

  private static func parts(of label: String) -> [Substring] {
    label.split(separator: ",").map { part in
      var part = part.drop { $0 == " " }
      while part.last == " " { part.removeLast() }
      return part
    }
  }

  private func relativePath(_ text: String, line: Int) throws(DatasetError) -> String {
    var path = RelativePath.normalized(text)
    guard !path.isEmpty else { throw problem(.emptyField(column: "path"), line: line) }
    let prefix = RelativePath.normalized(root) + "/"
    if prefix.hasPrefix("/"), path.hasPrefix(prefix) { path.removeFirst(prefix.count) }
    return path
  }

  private func weight(_ row: CSVRow, column: Int?) throws(DatasetError) -> Double {
    guard let column, !row.fields[column].isEmpty else { return 1 }
    guard let weight = Double(row.fields[column]), weight.isFinite, weight >= 0 else {
      throw problem(.badWeight(row.fields[column]), line: row.line)
    }
    return weight
  }

  private func checkFile(_ item: Item, line: Int) throws(DatasetError) {
    var status = stat()
    guard stat(item.path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw .fileOfRowMissing(path: table.path, line: line, file: item.path)
    }
  }

  private func problem(_ problem: CSVProblem, line: Int) -> DatasetError {
    .csv(path: table.path, line: line, problem: problem)
  }
}
