/// A name with holes: `*` stands for any letters or none, dots included, `?` for exactly one.
public struct NamePattern: Hashable, Sendable, Codable {
  public let text: String

  public init(_ text: String) {
    self.text = text
  }

  public init(from decoder: any Decoder) throws {
    text = try decoder.singleValueContainer().decode(String.self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }

  /// Whether the whole of `name` fits; capitals count.
  public func matches(_ name: String) -> Bool {
    let pattern = Array(text)
    let name = Array(name)
    var place = 0
    var position = 0
    // Where the last star stands, and how far into the name it reaches by now.
    var star: (place: Int, reach: Int)?
    while position < name.count {
      if place < pattern.count, pattern[place] == "*" {
        star = (place, position)
        place += 1
      } else if place < pattern.count, pattern[place] == "?" || pattern[place] == name[position] {
        place += 1
        position += 1
      } else if let last = star {
        star = (last.place, last.reach + 1)
        place = last.place + 1
        position = last.reach + 1
      } else {
        return false
      }
    }
    return pattern[place...].allSatisfy { $0 == "*" }
  }
}
