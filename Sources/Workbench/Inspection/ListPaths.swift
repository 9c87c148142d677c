import Datasets
import Foundation

/// How a list names pictures, so that whoever reads it finds them: below its own folder by a relative path, elsewhere
/// by an absolute one.
struct ListPaths {
  /// Of the list, with a `/` at its end.
  private let folder: String
  /// Real paths of the folders that pictures lie in: few, where there may be a million pictures.
  private var parents: [String: String] = [:]

  init(ofList path: String) {
    let folder = Quarantine.absolute((path as NSString).deletingLastPathComponent)
    self.folder = folder.hasSuffix("/") ? folder : folder + "/"
  }

  mutating func path(of item: Item) -> String {
    let slash = item.path.lastIndex(of: "/")
    let parent = slash.map { String(item.path[..<$0]) } ?? "."
    let name = slash.map { item.path[item.path.index(after: $0)...] } ?? item.path[...]
    let real = parents[parent] ?? Quarantine.absolute(parent.isEmpty ? "/" : parent)
    parents[parent] = real
    let whole = (real.hasSuffix("/") ? real : real + "/") + name
    return whole.hasPrefix(folder) ? String(whole.dropFirst(folder.count)) : whole
  }
}
