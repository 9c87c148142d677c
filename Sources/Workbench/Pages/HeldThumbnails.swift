import Synchronization

/// Thumbnails that several pages of one command show: the reports of heads that were judged on the same pictures.
final class HeldThumbnails: Sendable {
  private struct Name: Hashable {
    let path: String
    let side: Int
  }

  private struct Held {
    var sources: [Name: String] = [:]
    var byteCount = 0
  }

  /// Of all together.
  private static let byteLimit = 32 << 20
  private let held = Mutex(Held())

  /// What an `img` shows, made at the first request, and again where too much is held.
  func source(of path: String, side: Int, make: () throws -> String) rethrows -> String {
    let name = Name(path: path, side: side)
    if let source = held.withLock({ $0.sources[name] }) { return source }
    let source = try make()
    held.withLock { held in
      guard held.byteCount + source.utf8.count <= Self.byteLimit, held.sources[name] == nil
      else { return }
      held.sources[name] = source
      held.byteCount += source.utf8.count
    }
    return source
  }
}
