import Testing

@testable import Datasets

@Suite struct CSVFileTests {
  private func parse(_ text: String) throws -> CSVFile {
    try CSVFile(bytes: Array(text.utf8), path: "t.csv")
  }

  private func expect(
    _ problem: CSVProblem, line: Int, in bytes: [UInt8],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(
      throws: DatasetError.csv(path: "t.csv", line: line, problem: problem),
      sourceLocation: sourceLocation
    ) {
      try CSVFile(bytes: bytes, path: "t.csv")
    }
  }

  @Test func readsHeaderRowsAndLineNumbers() throws {
    let file = try parse("path,label\na.jpg,cat\n\nb.jpg,dog")
    #expect(file.header == ["path", "label"])
    #expect(
      file.rows == [
        CSVRow(line: 2, fields: ["a.jpg", "cat"]), CSVRow(line: 4, fields: ["b.jpg", "dog"]),
      ])
    #expect(file.column("label") == 1)
    #expect(file.column("Label") == nil)
  }

  @Test func acceptsByteOrderMarkAndWindowsLineEnds() throws {
    let file = try parse("\u{FEFF}path,label\r\na.jpg,cat\r\n")
    #expect(file.header == ["path", "label"])
    #expect(file.rows.map(\.fields) == [["a.jpg", "cat"]])
  }

  @Test func readsQuotedFieldsAsTheStandardSays() throws {
    let file = try parse("a,b\n\"x, y\",\"say \"\"hi\"\"\"\n\"two\nlines\",\"\"\n,\n")
    #expect(file.rows.map(\.fields) == [["x, y", "say \"hi\""], ["two\nlines", ""], ["", ""]])
    #expect(file.rows.map(\.line) == [2, 3, 5])
  }

  @Test func namesTheLineOfEveryMistake() {
    expect(.noHeader, line: 1, in: [])
    expect(.noHeader, line: 1, in: Array("\n\r\n".utf8))
    expect(.columnCount(expected: 2, found: 1), line: 3, in: Array("a,b\n1,2\n3\n".utf8))
    expect(.columnCount(expected: 2, found: 3), line: 2, in: Array("a,b\n1,2,\n".utf8))
    expect(.unclosedQuote, line: 2, in: Array("a,b\n1,\"2\n3,4\n".utf8))
    expect(.quoteInsideField, line: 2, in: Array("a,b\n1,2\"3\"\n".utf8))
    expect(.textAfterQuote, line: 2, in: Array("a,b\n\"1\"x,2\n".utf8))
    expect(.bareCarriageReturn, line: 2, in: Array("a,b\n1,2\r3,4\n".utf8))
    expect(.repeatedColumn("a"), line: 1, in: Array("a,b,a\n".utf8))
    expect(.nulByte, line: 2, in: Array("a,b\n1,\0\n".utf8))
    expect(.notUTF8, line: 2, in: Array("a,b\n1,".utf8) + [0xFF, 0x0A])
    expect(.notUTF8, line: 2, in: Array("a,b\n\"".utf8) + [0xC3] + Array("\",1\n".utf8))
  }

  @Test func boundsFieldsAndColumns() throws {
    let limit = CSVFile.maximumFieldByteCount
    let long = [UInt8](repeating: UInt8(ascii: "x"), count: limit + 1)
    let header = Array("a\n".utf8)
    expect(.fieldTooLong(limit: limit), line: 2, in: header + long)
    expect(.fieldTooLong(limit: limit), line: 2, in: header + [UInt8(ascii: "\"")] + long)
    #expect(try CSVFile(bytes: header + long.dropLast(), path: "t.csv").rows.count == 1)
    let commas = [UInt8](repeating: UInt8(ascii: ","), count: CSVFile.maximumColumnCount)
    expect(.tooManyColumns(limit: CSVFile.maximumColumnCount), line: 1, in: commas)
  }

  @Test func whatIsWrittenReadsBack() throws {
    let header = ["path", "la\"bel"]
    let rows = [
      ["a,b", "c"], ["", ""], ["line\nfeed", "return\r\n"], ["\"", "\"\""], ["bare\rreturn", ""],
      [" spaced ", "é 👩‍👩‍👧"],
    ]
    let file = try parse(CSVFile.text(header: header, rows: rows))
    #expect(file.header == header)
    #expect(file.rows.map(\.fields) == rows)
    #expect(try parse(CSVFile.text(header: ["a"], rows: [[""]])).rows.map(\.fields) == [[""]])
    #expect(CSVFile.text(header: ["a", "b"], rows: [["1", "2"]]) == "a,b\n1,2\n")
  }

  /// Whatever the bytes, there is an answer or an error with a line of the file.
  @Test func survivesRandomBytes() {
    let alphabet = Array("a,\"\n\r".utf8) + [0, 0xEF, 0xBB, 0xBF, 0xFF, 0xC3, 0xA9]
    var random = SystemIndependentGenerator(state: 1)
    for _ in 0..<3000 {
      let bytes = (0..<Int.random(in: 0...24, using: &random)).map { _ in
        alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
      }
      let lines = bytes.count { $0 == 0x0A } + 1
      do throws(DatasetError) {
        let file = try CSVFile(bytes: bytes, path: "t.csv")
        #expect(file.rows.allSatisfy { $0.fields.count == file.header.count && $0.line <= lines })
        let again = CSVFile.text(header: file.header, rows: file.rows.map(\.fields))
        // A byte order mark inside the text would be skipped at its beginning.
        if !again.unicodeScalars.starts(with: ["\u{FEFF}"]) {
          let copy = try CSVFile(bytes: Array(again.utf8), path: "t.csv")
          #expect(copy.header == file.header)
          #expect(copy.rows.map(\.fields) == file.rows.map(\.fields))
        }
      } catch {
        guard case .csv("t.csv", let line, _) = error else {
          Issue.record("\(error)")
          continue
        }
        #expect((1...lines).contains(line))
      }
    }
  }
}
