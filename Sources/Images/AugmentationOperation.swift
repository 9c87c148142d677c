import Tensors

/// One step of an augmentation policy. Steps change the parameters of a view; the pixels are touched
/// once, when the view is rendered.
public enum AugmentationOperation: Hashable, Sendable {
  /// Swaps left and right in so large a part of the views, 0 to 1.
  case horizontalFlip(probability: Double)

  func draw(_ view: inout ViewParameters, from stream: inout RandomStream) {
    switch self {
    case .horizontalFlip(let probability):
      if Double(stream.nextUniform()) < probability { view.isMirrored.toggle() }
    }
  }
}
