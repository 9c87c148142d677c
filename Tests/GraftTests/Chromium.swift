import Foundation
import Testing

/// The browser that reports are opened in; `Tests/fetch-chromium.sh` installs it.
enum Chromium {
  static let isHere = ["/usr/bin/chromium", "/usr/bin/chromium-browser"]
    .contains(where: FileManager.default.isExecutableFile)

  /// - Returns: What `Tests/open_report.py` says of a page.
  static func open(_ page: String, in photos: Photos) throws -> [String: Any] {
    try photos.write("", to: "opened.json")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "python3", Photos.root + "/Tests/open_report.py", photos.file(page),
    ]
    process.standardOutput = try FileHandle(
      forWritingTo: URL(fileURLWithPath: photos.file("opened.json")))
    process.standardError = FileHandle.standardError
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return try #require(
      JSONSerialization.jsonObject(with: photos.data("opened.json")) as? [String: Any])
  }
}
