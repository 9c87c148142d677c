import Datasets
import Foundation
import Images
import Workers

/// Small copies of pictures, to lie in a page.
struct Thumbnails {
  private let sources: [String: String]

  private static let side = 224
  private static let quality = 82

  /// - Parameters:
  ///   - paths: Relative ones, of readable items; a picture that has gone since has no thumbnail.
  init(
    of paths: Set<String>, in dataset: Dataset, workers: Workers, reporter: any Reporter,
    cancellation: Cancellation?
  ) throws {
    let items = dataset.items.filter { paths.contains($0.relativePath) }
    let counter = ProgressCounter(total: items.count, task: "thumbnails", reporter: reporter)
    let texts = try workers.map(items.count, cancellation: cancellation) { _, index -> String? in
      defer { counter.advance(by: 1) }
      do {
        let small = try items[index].place.image().shrunk(toSide: Self.side)
        return Data(try small.jpeg(quality: Self.quality)).base64EncodedString()
      } catch let error where PicturePass.isOfThePicture(error) {
        return nil
      }
    }
    var sources: [String: String] = [:]
    for (item, text) in zip(items, texts) {
      sources[item.relativePath] = text.map { "data:image/jpeg;base64," + $0 }
    }
    self.sources = sources
  }

  /// What an `img` shows.
  func source(of path: String) -> String? { sources[path] }
}
