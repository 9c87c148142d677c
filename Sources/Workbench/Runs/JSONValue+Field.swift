import Runs

extension JSONValue {
  /// As a field of a table: text as it is, lists and objects as JSON.
  public var field: String {
    switch self {
    case .null: ""
    case .bool(let value): "\(value)"
    case .whole(let value): "\(value)"
    case .large(let value): "\(value)"
    case .number(let value): "\(value)"
    case .text(let value): value.replacing("\0", with: "")
    case .list, .object: (try? JSONFile.line(self)) ?? ""
    }
  }
}

extension RunResults.Cell {
  var json: JSONValue {
    switch self {
    case .empty: .null
    case .whole(let value): .whole(value)
    case .number(let value): .number(value)
    case .text(let value): .text(value)
    }
  }
}
