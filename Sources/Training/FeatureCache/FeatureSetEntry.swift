import Files
import FoundationEssentials

/// A feature set as a list shows it.
public struct FeatureSetEntry: Sendable {
  /// The name of its folder; see ``FeatureSetDescription/key()``.
  public let key: String
  /// `nil` if what the set is can no longer be read.
  public let description: FeatureSetDescription?
  /// What its segments take.
  public let byteCount: Int
  /// Rows in its segments, of which two may be of the same item if two processes wrote it.
  public let rowCount: Int
  /// When a segment was last written or read; `nil` if there is none.
  public let lastUsed: Date?

  init(of folder: FeatureSetFolder) throws(FileError) {
    let segments = try folder.segments()
    let description = folder.storedDescription()
    let layout = try? description?.layout()
    key = folder.key
    self.description = description
    byteCount = segments.reduce(0) { $0 + $1.byteCount }
    rowCount = segments.reduce(0) { sum, segment in
      sum + (layout.flatMap { SegmentContents.rowCount(of: segment.path, layout: $0) } ?? 0)
    }
    lastUsed = segments.map(\.lastUsed).max().map {
      Date(timeIntervalSince1970: Double($0) / 1_000_000_000)
    }
  }
}
