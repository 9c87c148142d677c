import Tensors

/// What an operation is: the numbers it takes, what it does with them, and how one says it.
///
/// Geometry comes first in every view, as one map along which the picture is sampled once; what is done to pixels
/// follows in the policy's order, at the size of the network's input.
public struct OperationRule: Sendable {
  enum Effect: Sendable {
    /// Where to look: from the view to the view without the operation, in pixels around the view's middle.
    case map(@Sendable (_ values: [Double], _ seed: UInt64, _ frame: ViewFrame) -> Homography)
    /// Which part of the picture becomes the view, instead of what evaluation takes.
    case crop(@Sendable (_ values: [Double], _ frame: ViewFrame) -> PictureBox)
    /// What is done to the view's pixels.
    case pixels(
      @Sendable (_ values: [Double], _ seed: UInt64, _ canvas: inout PixelCanvas)
        throws(ImageError) -> Void)
    /// Other operations, drawn by a recipe.
    case composite(@Sendable (_ values: [Double], _ stream: inout RandomStream) -> Recipe)
  }

  /// What a composite drew.
  enum Recipe {
    case operations([DrawnOperation])
    case mixture(ViewParameters.Mixture)
  }

  public let parameters: [OperationParameter]
  /// Whether it draws more numbers than its values, from a stream that the seed names.
  let isNoisy: Bool
  let effect: Effect
  /// In words, for the caption under a view.
  let words: @Sendable (_ values: [Double]) -> String

  init(
    _ parameters: [OperationParameter], isNoisy: Bool = false, _ effect: Effect,
    words: @escaping @Sendable (_ values: [Double]) -> String
  ) {
    self.parameters = parameters
    self.isNoisy = isNoisy
    self.effect = effect
    self.words = words
  }

  /// An operation without numbers.
  init(_ effect: Effect, words: @escaping @Sendable (_ values: [Double]) -> String) {
    self.init([], effect, words: words)
  }

  public var isGeometric: Bool {
    switch effect {
    case .map, .crop: true
    case .pixels, .composite: false
    }
  }

  public var isComposite: Bool {
    if case .composite = effect { true } else { false }
  }
}

/// The sizes that geometry needs: of the picture, of the view, and the part that evaluation sees.
struct ViewFrame: Sendable {
  let imageWidth: Double
  let imageHeight: Double
  let width: Double
  let height: Double
  let evaluation: PictureBox
}
