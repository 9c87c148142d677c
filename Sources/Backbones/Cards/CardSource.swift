import Foundation

/// Where a card's weights come from.
public enum CardSource: Hashable, Sendable {
  /// A file that a web server hands out.
  case address(String)
  /// A file inside a Python package. Graft does not fetch these: `pip` knows where packages are.
  /// - Parameters:
  ///   - package: `NAME==VERSION`
  ///   - path: Of the file inside the package.
  case package(String, path: String)

  /// What the file is called.
  public var fileName: String {
    let path =
      switch self {
      case .address(let address): address
      case .package(_, let path): path
      }
    return String(path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...])
  }
}

extension CardSource: Codable {
  private enum CodingKeys: String, CodingKey {
    case address, package, path
  }

  private static let packagePrefix = "pypi:"

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    if let address = try container.decodeIfPresent(String.self, forKey: .address) {
      guard let url = URL(string: address), ["http", "https"].contains(url.scheme),
        url.host?.isEmpty == false
      else {
        throw DecodingError.dataCorruptedError(
          forKey: .address, in: container, debugDescription: "an http or https address")
      }
      self = .address(address)
    } else {
      let package = try container.decode(String.self, forKey: .package)
      let path = try container.decode(String.self, forKey: .path)
      let name = package.dropFirst(Self.packagePrefix.count)
      let words = name.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
      guard package.hasPrefix(Self.packagePrefix), words.count == 3, words[1].isEmpty,
        words[0].isPlainFileName, words[2].isPlainFileName
      else {
        throw DecodingError.dataCorruptedError(
          forKey: .package, in: container, debugDescription: "pypi:NAME==VERSION")
      }
      let steps = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
      guard steps.allSatisfy(\.isPlainFileName)
      else {
        throw DecodingError.dataCorruptedError(
          forKey: .path, in: container, debugDescription: "a path inside the package")
      }
      self = .package(String(name), path: path)
    }
    guard fileName.isPlainFileName else {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(
          codingPath: decoder.codingPath, debugDescription: "the source ends with a file's name"))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .address(let address):
      try container.encode(address, forKey: .address)
    case .package(let name, let path):
      try container.encode(Self.packagePrefix + name, forKey: .package)
      try container.encode(path, forKey: .path)
    }
  }
}
