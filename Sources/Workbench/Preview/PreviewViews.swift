import Datasets
import Images
import Workers

/// The views of some pictures under a policy, as training sees them.
struct PreviewViews {
  struct Picture {
    let item: Item
    let label: String
    let image: Image

    /// At most 384 pixels a side: enough for a page, and not the memory of a camera's photo.
    func thumbnail() throws -> Image {
      let scale = min(1, 384 / Double(max(image.width, image.height)))
      return try image.resized(
        width: max(1, Int(Double(image.width) * scale)),
        height: max(1, Int(Double(image.height) * scale)), interpolation: .bicubic)
    }

    var size: String { "\(image.width)\u{A0}×\u{A0}\(image.height)" }
  }

  let policy: AugmentationPolicy
  let preprocessing: Preprocessing
  /// The augmentation seed.
  let seed: UInt64
  /// Of each picture, from view 1 on: view 0 is the picture as it is.
  let count: Int
  let cancellation: Cancellation?

  /// A view's pixels, from as much of the picture as training decodes.
  /// - Throws: `CancellationError`; what loading and rendering throw.
  func image(of picture: Picture, _ view: ViewParameters) throws -> Image {
    if cancellation?.isCancelled == true { throw CancellationError() }
    let source =
      preprocessing.decode == .full
      ? picture.image : try picture.item.place.image(for: view, preprocessing)
    return try preprocessing.view(of: source, view)
  }

  func of(_ picture: Picture) -> [(number: Int, parameters: ViewParameters)] {
    (1...count).map {
      ($0, policy.parameters(seed: seed, item: picture.item.identifier, view: UInt64($0)))
    }
  }
}
