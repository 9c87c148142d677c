import Files

/// A CSV file as RFC 4180 describes it: a header, commas, quotes doubled inside quotes.
///
/// LF and CRLF end lines, a UTF-8 byte order mark is skipped, so are empty lines. Everything else
/// that RFC 4180 does not allow is an error that names the line.
/// - Source: RFC 4180, 2005.
public struct CSVFile: Sendable, Equatable {
  /// Where it was read from, for messages.
  public let path: String
  public let header: [String]
  /// Each with as many fields as ``header``.
  public let rows: [CSVRow]

  /// More would be no list of images.
  public static let maximumByteCount = 1 << 30
  public static let maximumFieldByteCount = 1 << 16
  public static let maximumColumnCount = 1024

  /// - Throws: ``DatasetError/file(_:)``, ``DatasetError/csv(path:line:problem:)``.
  public init(reading path: String) throws(DatasetError) {
    let bytes: [UInt8]
    do {
      let file = try InputFile(path: path)
      guard file.byteCount <= Self.maximumByteCount else {
        throw DatasetError.csv(
          path: path, line: 1, problem: .fileTooLong(limit: Self.maximumByteCount))
      }
      bytes = try file.bytes(at: 0, count: file.byteCount)
    } catch let error as FileError {
      throw .file(error)
    } catch let error as DatasetError {
      throw error
    } catch {
      preconditionFailure("reading throws only what is caught above: \(error)")
    }
    try self.init(bytes: bytes, path: path)
  }

  /// - Parameter path: For messages only.
  /// - Throws: ``DatasetError/csv(path:line:problem:)``.
  public init(bytes: [UInt8], path: String) throws(DatasetError) {
    var parser = CSVParser(bytes: bytes, path: path)
    guard let first = try parser.nextRow() else {
      throw .csv(path: path, line: 1, problem: .noHeader)
    }
    var rows: [CSVRow] = []
    while let row = try parser.nextRow() {
      guard row.fields.count == first.fields.count else {
        throw .csv(
          path: path, line: row.line,
          problem: .columnCount(expected: first.fields.count, found: row.fields.count))
      }
      rows.append(row)
    }
    self.path = path
    header = first.fields
    self.rows = rows
    for (index, name) in header.enumerated() where header[..<index].contains(name) {
      throw .csv(path: path, line: first.line, problem: .repeatedColumn(name))
    }
  }

  /// The place of a column, `nil` if the header does not name it. Upper and lower case differ.
  public func column(_ name: String) -> Int? { header.firstIndex(of: name) }

  /// The text of a CSV file, with LF line ends and quotes where a field needs them.
  ///
  /// A field reads back as it was, except that a NUL byte cannot be read.
  public static func text(header: [String], rows: some Sequence<[String]>) -> String {
    var text = line(header)
    for row in rows { text += line(row) }
    return text
  }

  private static func line(_ fields: [String]) -> String {
    // A line with one empty field would read back as an empty line.
    if fields == [""] { return "\"\"\n" }
    return fields.map(quoted).joined(separator: ",") + "\n"
  }

  private static func quoted(_ field: String) -> String {
    let needsQuotes = field.utf8.contains { byte in
      byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n")
        || byte == UInt8(ascii: "\r")
    }
    guard needsQuotes else { return field }
    let doubled = field.unicodeScalars.reduce(into: "") { text, scalar in
      if scalar == "\"" { text.unicodeScalars.append("\"") }
      text.unicodeScalars.append(scalar)
    }
    return "\"\(doubled)\""
  }
}
