/// One record of a CSV file.
public struct CSVRow: Sendable, Equatable {
  /// The line on which it begins, counted from 1; a quoted field may span several.
  public let line: Int
  public let fields: [String]

  public init(line: Int, fields: [String]) {
    self.line = line
    self.fields = fields
  }
}
