import Datasets

/// The rows of a run's table: epochs of a training, folds of a cross-validation, steps of a sweep,
/// classes of an evaluation.
public struct RunResults: Sendable, Equatable {
  struct TooManyCells: Error, CustomStringConvertible {
    var description: String { "more than \(RunResults.cellLimit) numbers" }
  }

  public enum Cell: Sendable, Equatable {
    case empty
    case whole(Int)
    case number(Double)
    case text(String)

    init(_ field: String) {
      if field.isEmpty {
        self = .empty
      } else if let value = Int(field) {
        self = .whole(value)
      } else if let value = Double(field), value.isFinite {
        self = .number(value)
      } else {
        self = .text(field)
      }
    }
  }

  /// Empty if there are no rows.
  public let columns: [String]
  /// Each with a cell for each column.
  public let rows: [[Cell]]

  static let none = RunResults(columns: [], rows: [])
  static let byteLimit = 16 << 20
  static let cellLimit = 2_000_000

  init(columns: [String], rows: [[Cell]]) {
    self.columns = rows.isEmpty ? [] : columns
    self.rows = rows
  }

  /// - Throws: ``BoundedFile/Problem``, ``TooManyCells`` or `DatasetError`.
  init(reading path: String) throws {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let file = try CSVFile(
      bytes: BoundedFile.contents(of: path, limit: Self.byteLimit), path: name)
    guard file.header.count * file.rows.count <= Self.cellLimit else { throw TooManyCells() }
    self.init(columns: file.header, rows: file.rows.map { $0.fields.map(Cell.init) })
  }

  /// The whole number in a column of a row.
  func whole(_ column: String, row: Int) -> Int? {
    guard let place = columns.firstIndex(of: column), case .whole(let value) = rows[row][place]
    else { return nil }
    return value
  }
}
