import Foundation

/// The browser that reports are opened in; `Tests/fetch-chromium.sh` installs it.
enum Chromium {
  static let isHere = ["/usr/bin/chromium", "/usr/bin/chromium-browser"]
    .contains(where: FileManager.default.isExecutableFile)

  /// - Returns: What `Tests/open_report.py` says of a page.
  static func open(_ page: String, in photos: Photos) throws -> [String: Any] {
    try PythonScript.answer(["/usr/bin/env", "python3"], "open_report.py", on: page, in: photos)
  }
}
