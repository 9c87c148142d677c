/// Reads the records of a CSV text one after the other.
struct CSVParser {
  private let bytes: [UInt8]
  private let path: String
  private var position: Int
  private var line = 1

  private static let comma = UInt8(ascii: ",")
  private static let quote = UInt8(ascii: "\"")
  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")

  init(bytes: [UInt8], path: String) {
    self.bytes = bytes
    self.path = path
    position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  /// `nil` at the end.
  mutating func nextRow() throws(DatasetError) -> CSVRow? {
    while position < bytes.count, try skipLineEnd() {}
    guard position < bytes.count else { return nil }
    let start = line
    var fields = [try nextField()]
    while position < bytes.count, bytes[position] == Self.comma {
      position += 1
      guard fields.count < CSVFile.maximumColumnCount else {
        throw failure(.tooManyColumns(limit: CSVFile.maximumColumnCount))
      }
      fields.append(try nextField())
    }
    if position < bytes.count { _ = try skipLineEnd() }
    return CSVRow(line: start, fields: fields)
  }

  /// Stops at a comma, a line end or the end.
  private mutating func nextField() throws(DatasetError) -> String {
    guard position < bytes.count, bytes[position] == Self.quote else { return try plainField() }
    return try quotedField()
  }

  private mutating func plainField() throws(DatasetError) -> String {
    let start = position
    while position < bytes.count {
      let byte = bytes[position]
      if byte == Self.comma || byte == Self.lineFeed || byte == Self.carriageReturn { break }
      guard byte != Self.quote else { throw failure(.quoteInsideField) }
      position += 1
    }
    return try text(bytes[start..<position], line: line)
  }

  private mutating func quotedField() throws(DatasetError) -> String {
    let startLine = line
    var content: [UInt8] = []
    position += 1
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == Self.quote {
        guard position < bytes.count, bytes[position] == Self.quote else {
          try checkEndOfQuotedField()
          return try text(content[...], line: startLine)
        }
        position += 1
      }
      if byte == Self.lineFeed { line += 1 }
      content.append(byte)
      // Before the memory is taken: a quote that is never closed swallows the rest of the file.
      guard content.count <= CSVFile.maximumFieldByteCount else { break }
    }
    guard content.count <= CSVFile.maximumFieldByteCount else {
      throw failure(.fieldTooLong(limit: CSVFile.maximumFieldByteCount), line: startLine)
    }
    throw failure(.unclosedQuote, line: startLine)
  }

  private func checkEndOfQuotedField() throws(DatasetError) {
    guard position < bytes.count else { return }
    let next = bytes[position]
    guard next == Self.comma || next == Self.lineFeed || next == Self.carriageReturn else {
      throw failure(.textAfterQuote)
    }
  }

  /// Whether there was one.
  private mutating func skipLineEnd() throws(DatasetError) -> Bool {
    switch bytes[position] {
    case Self.lineFeed:
      position += 1
    case Self.carriageReturn:
      guard position + 1 < bytes.count, bytes[position + 1] == Self.lineFeed else {
        throw failure(.bareCarriageReturn)
      }
      position += 2
    default:
      return false
    }
    line += 1
    return true
  }

  private func text(_ content: ArraySlice<UInt8>, line: Int) throws(DatasetError) -> String {
    guard content.count <= CSVFile.maximumFieldByteCount else {
      throw failure(.fieldTooLong(limit: CSVFile.maximumFieldByteCount), line: line)
    }
    guard !content.contains(0) else { throw failure(.nulByte, line: line) }
    guard let text = String(validating: content, as: UTF8.self) else {
      throw failure(.notUTF8, line: line)
    }
    return text
  }

  private func failure(_ problem: CSVProblem, line: Int? = nil) -> DatasetError {
    .csv(path: path, line: line ?? self.line, problem: problem)
  }
}
