/// How the camera was held: what is to be done to the stored pixels so that the picture stands upright.
///
/// - Source: Exif 2.32, tag 0x0112, `Orientation`.
public enum Orientation: Int, Hashable, Sendable, CaseIterable {
  case upright = 1
  case mirrored = 2
  case upsideDown = 3
  case mirroredUpsideDown = 4
  case transposed = 5
  case turnedClockwise = 6
  case transposedUpsideDown = 7
  case turnedCounterclockwise = 8

  /// Whether the upright picture is as wide as the stored one is high.
  public var swapsSides: Bool { rawValue >= 5 }

  /// Where the upright picture's pixels lie in the stored one, in pixels: pixel `(x, y)` at
  /// `first + x · right + y · down`.
  func steps(storedWidth width: Int, storedHeight height: Int) -> (
    first: Int, right: Int, down: Int
  ) {
    let lastRow = (height - 1) * width
    return switch self {
    case .upright: (0, 1, width)
    case .mirrored: (width - 1, -1, width)
    case .upsideDown: (lastRow + width - 1, -1, -width)
    case .mirroredUpsideDown: (lastRow, 1, -width)
    case .transposed: (0, width, 1)
    case .turnedClockwise: (lastRow, -width, 1)
    case .transposedUpsideDown: (lastRow + width - 1, -width, -1)
    case .turnedCounterclockwise: (width - 1, width, -1)
    }
  }
}
