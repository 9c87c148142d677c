/// Folds that somebody else has drawn: a CSV file with the columns `path`, `fold` and, if it likes, `repeat`.
///
/// A run's `folds.csv` is one. Folds and repeats count from 1; an empty fold is never tested and always trained on.
public struct GivenFolds: Sendable {
  /// Of repeats, and of folds in one.
  public static let largestNumber = 1000

  private struct Row {
    let line: Int
    let path: String
    let fold: Int?
  }

  private let path: String
  /// `[repeats]`, each with its rows.
  private let repeats: [[Row]]

  /// - Throws: ``DatasetError/file(_:)``, ``DatasetError/csv(path:line:problem:)``,
  ///   ``DatasetError/empty(path:unsupported:)``.
  public init(reading path: String) throws(DatasetError) {
    let table = try CSVFile(reading: path)
    func required(_ name: String) throws(DatasetError) -> Int {
      guard let place = table.column(name) else {
        throw .csv(path: path, line: 1, problem: .missingFoldColumn(name, found: table.header))
      }
      return place
    }
    let pathColumn = try required("path")
    let foldColumn = try required("fold")
    let repeatColumn = table.column("repeat")
    var rows: [Int: [Row]] = [:]
    for row in table.rows {
      let number = try repeatColumn.map { column throws(DatasetError) in
        try Self.number(row.fields[column], "repeat", path, row.line)
      }
      let text = row.fields[foldColumn]
      let fold = text.isEmpty ? nil : try Self.number(text, "fold", path, row.line)
      rows[number ?? 0, default: []].append(
        Row(line: row.line, path: row.fields[pathColumn], fold: fold))
    }
    guard !rows.isEmpty else { throw .csv(path: path, line: 1, problem: .noRows) }
    self.path = path
    repeats = (0...(rows.keys.max() ?? 0)).map { rows[$0] ?? [] }
  }

  private static func number(
    _ text: String, _ column: String, _ path: String, _ line: Int
  ) throws(DatasetError) -> Int {
    guard let number = Int(text), (1...largestNumber).contains(number) else {
      throw .csv(path: path, line: line, problem: .badFold(text, column: column))
    }
    return number - 1
  }

  /// One assignment for each repeat.
  /// - Parameter positions: Into ``Dataset/items``, those that there are; all of them by default. Rows of other items
  ///   of the data set are passed over.
  /// - Throws: ``DatasetError/csv(path:line:problem:)`` for an image that the data set has not, one that is listed
  ///   twice, and folds without an image; ``DatasetError/foldMissing(path:repeat:item:)``;
  ///   ``DatasetError/splitLeavesNothing(class:)`` if a class has nothing to train on in a fold.
  public func assignments(
    of dataset: Dataset, among positions: [Int]? = nil
  ) throws(DatasetError) -> [FoldAssignment] {
    let positions = positions ?? Array(dataset.items.indices)
    let known = Set(dataset.items.map(\.relativePath))
    var assignments: [FoldAssignment] = []
    for (number, rows) in repeats.enumerated() {
      assignments.append(
        try assignment(number, folds(rows, known: known), of: dataset, among: positions))
    }
    return assignments
  }

  private func folds(
    _ rows: [Row], known: Set<String>
  ) throws(DatasetError) -> [String: Row] {
    var found: [String: Row] = [:]
    for row in rows {
      guard known.contains(row.path) else {
        throw .csv(path: path, line: row.line, problem: .unknownItem(row.path))
      }
      if let first = found.updateValue(row, forKey: row.path) {
        throw .csv(
          path: path, line: row.line, problem: .repeatedPath(row.path, firstLine: first.line))
      }
    }
    return found
  }

  private func assignment(
    _ number: Int, _ rows: [String: Row], of dataset: Dataset, among positions: [Int]
  ) throws(DatasetError) -> FoldAssignment {
    var folds: [Int?] = []
    for position in positions {
      let item = dataset.items[position].relativePath
      guard let row = rows[item] else {
        throw .foldMissing(path: path, repeat: number + 1, item: item)
      }
      folds.append(row.fold)
    }
    let tested = Set(folds.compactMap(\.self))
    let count = (tested.max() ?? 0) + 1
    if let missing = (0..<count).first(where: { !tested.contains($0) }) {
      throw .csv(
        path: path, line: 1,
        problem: .foldsNotCounted(repeat: number + 1, missing: missing + 1, found: count))
    }
    let assignment = FoldAssignment(foldCount: count, positions: positions, folds: folds)
    try assignment.check(dataset)
    return assignment
  }
}
