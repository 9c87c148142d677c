import Tensors

/// How the tensors of a file differ from what a network expects. Every list is sorted by name.
public struct WeightMismatch: Error, Equatable, CustomStringConvertible {
  public struct Misshapen: Equatable, Sendable {
    public let name: String
    public let expected: Shape
    public let found: Shape
  }

  public let path: String
  public internal(set) var missing: [String] = []
  public internal(set) var extra: [String] = []
  public internal(set) var misshapen: [Misshapen] = []

  /// A message lists this many names of each kind and counts the rest.
  static let listedCount = 8

  init(path: String) {
    self.path = path
  }

  var isEmpty: Bool { missing.isEmpty && extra.isEmpty && misshapen.isEmpty }

  func sorted() -> WeightMismatch {
    var result = self
    result.missing.sort()
    result.extra.sort()
    result.misshapen.sort { $0.name < $1.name }
    return result
  }

  public var description: String {
    let parts = [
      Self.list("missing", missing.map(\.quoted)),
      Self.list("not expected", extra.map(\.quoted)),
      Self.list(
        "of another shape",
        misshapen.map { "\($0.name.quoted) expected \($0.expected), found \($0.found)" }),
    ]
    return "\(path): the weights do not fit the network: "
      + parts.compactMap { $0 }.joined(separator: "; ")
  }

  private static func list(_ title: String, _ items: [String]) -> String? {
    guard !items.isEmpty else { return nil }
    let rest = items.count - listedCount
    return "\(items.count) \(title): " + items.prefix(listedCount).joined(separator: ", ")
      + (rest > 0 ? " and \(rest) more" : "")
  }
}
