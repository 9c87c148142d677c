/// Which items belong together, so that a split never parts them.
public enum Grouping: Codable, Sendable, Equatable {
  /// By the column `group` of a CSV that has one; otherwise every item stands alone.
  case automatic
  /// Every item stands alone, whatever a CSV says.
  case none
  /// By the CSV column of this name; if there is none (and always for folders), by this regular
  /// expression over the relative path: its first capture, or the whole match, names the group.
  case by(String)

  /// Where an item's group is to be found.
  enum Source: Equatable {
    case nowhere
    case column(Int)
    case pattern(String)
  }

  /// - Parameter header: The columns of a CSV, none for a folder.
  func source(header: [String]) -> Source {
    switch self {
    case .none: .nowhere
    case .automatic: header.firstIndex(of: "group").map { .column($0) } ?? .nowhere
    case .by(let name): header.firstIndex(of: name).map { .column($0) } ?? .pattern(name)
    }
  }
}
