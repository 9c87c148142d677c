import Runs

/// Removes runs: what `graft runs delete --json` prints.
public struct RunDeletion: Codable, Sendable {
  public let command: String
  /// Paths of the folders that are gone.
  public let runs: [String]
  public let byteCount: Int

  /// - Parameters:
  ///   - names: Names in the folder, or paths.
  ///   - folder: `nil` for the default one.
  /// - Throws: `RunStoreError`, before anything is removed if one of them is no run or is running.
  public init(
    _ names: [String], folder: String? = nil, reporter: any Reporter = SilentReporter()
  ) throws {
    let places = try names.map { try RunPlace($0, in: folder ?? RunListing.defaultFolder) }
    let stores = places.map { RunStore(folder: $0.folder) { reporter.warn($0) } }
    for (store, place) in zip(stores, places) { try store.verifyDeletable(place.name) }
    var removed: [String] = []
    var byteCount = 0
    for (store, place) in zip(stores, places) {
      let path = store.path(of: place.name)
      guard !removed.contains(path) else { continue }
      byteCount += try store.delete(place.name)
      removed.append(path)
    }
    command = "runs delete"
    runs = removed
    self.byteCount = byteCount
  }
}
