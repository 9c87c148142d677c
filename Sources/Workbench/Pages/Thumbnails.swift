import Datasets
import Foundation
import Images
import Workers

/// Small copies of pictures, to lie in a page.
struct Thumbnails {
  private let sources: [String: String]

  /// Whether some had to be left out for their size.
  let areCut: Bool

  private static let quality = 82

  /// - Parameters:
  ///   - items: Readable ones, the most important first; a picture that has gone since has no thumbnail.
  ///   - side: Pixels of the longer side.
  ///   - held: What other pages of the command have made.
  ///   - byteLimit: That all together may take in the page; what comes after has no thumbnail.
  init(
    of items: [Item], side: Int = 224, held: HeldThumbnails = HeldThumbnails(),
    byteLimit: Int = .max, workers: Workers, reporter: any Reporter, cancellation: Cancellation?
  ) throws {
    let counter = ProgressCounter(total: items.count, task: "thumbnails", reporter: reporter)
    let texts = try workers.map(items.count, cancellation: cancellation) { _, index -> String? in
      defer { counter.advance(by: 1) }
      do {
        return try held.source(of: items[index].relativePath, side: side) {
          try Self.source(of: items[index], side: side)
        }
      } catch let error where PicturePass.isOfThePicture(error) {
        return nil
      }
    }
    var sources: [String: String] = [:]
    var byteCount = 0
    var areCut = false
    for (item, text) in zip(items, texts) {
      guard let text else { continue }
      byteCount += text.utf8.count
      guard byteCount <= byteLimit else {
        areCut = true
        break
      }
      sources[item.relativePath] = text
    }
    self.sources = sources
    self.areCut = areCut
  }

  private static func source(of item: Item, side: Int) throws -> String {
    // Of a large JPEG as many pixels are decoded as shrinking needs to be smooth.
    let image = try item.place.image { header in
      let ratio = max(header.width, header.height) / side
      return [8, 4, 2].first { ratio / $0 >= 2 } ?? 1
    }
    return source(ofJPEG: try image.shrunk(toSide: side).jpeg(quality: quality))
  }

  /// What an `img` of a file's bytes shows.
  static func source(ofJPEG bytes: [UInt8]) -> String {
    "data:image/jpeg;base64," + Data(bytes).base64EncodedString()
  }

  /// What an `img` shows.
  func source(of path: String) -> String? { sources[path] }
}
