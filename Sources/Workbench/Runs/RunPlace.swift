import Foundation
import Glibc
import Names
import Runs

/// Where a run is that somebody names: by its name in a runs folder, or by its path.
struct RunPlace {
  /// That the run's folder is in.
  let folder: String
  let name: String

  /// - Parameters:
  ///   - text: As it was given.
  ///   - folder: The runs folder.
  /// - Throws: `RunStoreError.missing`.
  init(_ text: String, in folder: String) throws {
    let trimmed = String(text.reversed().drop { $0 == "/" }.reversed())
    let isName = !trimmed.isEmpty && !trimmed.contains("/") && trimmed != "." && trimmed != ".."
    if isName, Self.exists(folder + "/" + trimmed) {
      (self.folder, name) = (folder, trimmed)
      return
    }
    guard Self.exists(text) else {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      throw RunStoreError.missing(
        path: isName ? folder + "/" + trimmed : text,
        nearest: NearestName.of(trimmed, among: names.sorted()))
    }
    // A link in front of the name is where the user's runs are; a link in its place is not followed.
    let last = trimmed.split(separator: "/").last.map(String.init) ?? ""
    let path = last.isEmpty || last == "." || last == ".." ? Self.resolved(text) : trimmed
    let slash = path.lastIndex(of: "/")
    self.folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    name = slash.map { String(path[path.index(after: $0)...]) } ?? path
  }

  private static func resolved(_ path: String) -> String {
    URL(fileURLWithPath: path).resolvingSymlinksInPath().path
  }

  private static func exists(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
  }
}
