import GRDB

extension RunResults.Cell {
  init(_ value: DatabaseValue) {
    switch value.storage {
    case .null, .blob: self = .empty
    case .int64(let value): self = .whole(Int(value))
    case .double(let value): self = value.isFinite ? .number(value) : .empty
    case .string(let value): self = .text(value)
    }
  }

  var databaseValue: DatabaseValue {
    switch self {
    case .empty: .null
    case .whole(let value): value.databaseValue
    case .number(let value): value.databaseValue
    case .text(let value): value.databaseValue
    }
  }
}
