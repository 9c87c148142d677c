/// What a line of a CSV file broke.
public enum CSVProblem: Error, Equatable, Sendable, CustomStringConvertible {
  case noHeader
  case notUTF8
  case nulByte
  case bareCarriageReturn
  case unclosedQuote
  case quoteInsideField
  case textAfterQuote
  case fieldTooLong(limit: Int)
  case fileTooLong(limit: Int)
  case tooManyColumns(limit: Int)
  case columnCount(expected: Int, found: Int)
  case repeatedColumn(String)
  case missingColumn(String, found: [String])
  case emptyField(column: String)
  case badWeight(String)
  case repeatedPath(String, firstLine: Int)
  case missingFoldColumn(String, found: [String])
  case noRows
  case badFold(String, column: String)
  case unknownItem(String)
  case foldsNotCounted(repeat: Int, missing: Int, found: Int)

  public var description: String {
    switch self {
    case .noHeader: "expected a header, such as path,label, found nothing"
    case .notUTF8: "expected UTF-8 text, found other bytes; save the file as UTF-8"
    case .nulByte: "found a NUL byte: this is no text file, or it is UTF-16; save it as UTF-8"
    case .bareCarriageReturn: "found a carriage return without a line feed; use LF or CRLF"
    case .unclosedQuote: "the quote that opens here is never closed"
    case .quoteInsideField:
      "found a quote inside an unquoted field; quote it all and double the quote"
    case .textAfterQuote:
      "expected a comma or the line's end after a closing quote, found more text"
    case .fieldTooLong(let limit): "expected fields of at most \(limit) bytes, found a longer one"
    case .fileTooLong(let limit): "expected at most \(limit) bytes, found a longer file"
    case .tooManyColumns(let limit): "expected at most \(limit) columns, found more"
    case .columnCount(let expected, let found): "expected \(expected) fields, found \(found)"
    case .repeatedColumn("label"):
      "the header names the column 'label' twice; several labels for one image are not supported: keep one of the "
        + "columns, or train one model for each"
    case .repeatedColumn(let name): "the header names the column '\(name)' twice"
    case .missingColumn(let name, let found):
      "expected a column '\(name)', found \(found.joined(separator: " | ")); "
        + "the header is path,label[,group,weight] and the separator a comma"
    case .emptyField(let column): "expected a \(column), found an empty field"
    case .badWeight(let text): "expected a weight of 0 or more, found '\(text)'"
    case .repeatedPath(let path, let firstLine):
      "'\(path)' stands already in line \(firstLine); an image may be listed once"
    case .missingFoldColumn(let name, let found):
      "expected a column '\(name)', found \(found.joined(separator: " | ")); folds are listed as "
        + "path,fold or path,repeat,fold, as folds.csv of a run is"
    case .noRows: "expected rows below the header, found none"
    case .badFold(let text, let column):
      "expected a \(column) counted from 1, up to \(GivenFolds.largestNumber), found '\(text)'"
    case .unknownItem(let path):
      "no image of the data is called '\(path)'; paths are those that folds.csv of a run on this data has"
    case .foldsNotCounted(let number, let missing, let found):
      found == 1
        ? "repeat \(number) tests nothing in fold \(missing)"
        : "repeat \(number) tests nothing in fold \(missing), but counts to \(found)"
    }
  }
}
