import Datasets
import Workers

/// Small pictures that a report shows beside those of its mistakes, by their paths.
struct Gallery: Encodable {
  /// What an `img` shows.
  let sources: [String: String]

  private static let side = 96
  private static let mostPictures = 400
  private static let byteLimit = 1_800_000

  /// - Parameters:
  ///   - paths: The most important first; each may come more than once.
  ///   - known: Pictures that are in the page already.
  /// - Throws: What decoding throws beyond a picture that cannot be read.
  init(
    of paths: [String], besides known: Set<String>, among all: [Item],
    held: HeldThumbnails, workers: Workers, reporter: any Reporter, cancellation: Cancellation?
  ) throws {
    let items = Dictionary(all.map { ($0.relativePath, $0) }) { first, _ in first }
    var seen = known
    let wanted = paths.filter { seen.insert($0).inserted }.compactMap { items[$0] }
      .prefix(Self.mostPictures)
    let thumbnails = try Thumbnails(
      of: Array(wanted), side: Self.side, held: held,
      byteLimit: Self.byteLimit, workers: workers,
      reporter: reporter, cancellation: cancellation)
    sources = Dictionary(
      wanted.compactMap { item in
        thumbnails.source(of: item.relativePath).map { (item.relativePath, $0) }
      }
    ) { first, _ in first }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(sources)
  }
}
