import Files
import Foundation

/// Where the committed files of this target's tests are, and those of the repository.
enum FixtureFolder {
  static let repository = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static var pretrained: String { repository.appending(path: "pretrained").path }

  static func contents(of name: String) throws -> Data {
    let folder = repository.appending(path: "Tests/BackbonesTests/Fixtures")
    return Data(try InputFile.contents(of: folder.appending(path: name).path))
  }
}
