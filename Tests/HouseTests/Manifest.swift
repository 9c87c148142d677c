import Foundation
import Testing

/// What `swift package dump-package` says.
struct Manifest: Decodable {
  struct Target: Decodable {
    let name: String
    /// `regular`, `executable`, `system` or `test`.
    let type: String
    /// Given where it is not the usual folder.
    let path: String?
    /// Of this package; products of others are not among them.
    let dependencies: [String]

    private enum CodingKeys: CodingKey {
      case name
      case type
      case path
      case dependencies
    }

    /// Written as `{"byName": ["Tensors", null]}` or `{"target": [...]}`.
    private struct Dependency: Decodable {
      let byName: [String?]?
      let target: [String?]?
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      name = try container.decode(String.self, forKey: .name)
      type = try container.decode(String.self, forKey: .type)
      path = try container.decodeIfPresent(String.self, forKey: .path)
      dependencies = try container.decode([Dependency].self, forKey: .dependencies)
        .compactMap { ($0.byName ?? $0.target)?.first ?? nil }
    }
  }

  let targets: [Target]

  /// The rooms: what stands in `Sources`. Tests and benchmarks look at the house from outside.
  var rooms: [Target] { targets.filter { $0.type != "test" && $0.path == nil } }

  /// With a scratch folder of its own: the usual one is locked while `swift test` runs.
  static func load() throws -> Manifest {
    let data = try #require(
      try House.output(
        of: "swift",
        [
          "package", "--scratch-path", "SCRATCH", "--manifest-cache", "local", "dump-package",
        ]), "`swift package dump-package` failed")
    return try JSONDecoder().decode(Manifest.self, from: data)
  }
}
