import CPixels

/// Which form of the loops over pixels runs. All give the same bits.
public enum PixelPath: Sendable, CaseIterable {
  case plain
  case avx2
  case avx512

  /// The fastest that this processor has.
  public static let best: PixelPath =
    switch graft_best_pixel_path() {
    case graft_pixel_path_avx512: .avx512
    case graft_pixel_path_avx2: .avx2
    default: .plain
    }

  /// Those that this processor has.
  public static var available: [PixelPath] {
    switch best {
    case .plain: [.plain]
    case .avx2: [.plain, .avx2]
    case .avx512: [.plain, .avx2, .avx512]
    }
  }

  var selector: graft_pixel_path {
    precondition(Self.available.contains(self), "this processor has no \(self)")
    return switch self {
    case .plain: graft_pixel_path_plain
    case .avx2: graft_pixel_path_avx2
    case .avx512: graft_pixel_path_avx512
    }
  }
}
