import CPixels

/// What is seen beyond a picture's edge when a map looks there.
public enum Border: String, Codable, Hashable, Sendable, CaseIterable {
  /// One colour.
  case constant
  /// The picture mirrored at its edge, the outermost pixel twice.
  case reflect
  /// The outermost pixel over and over.
  case replicate

  var selector: graft_border {
    switch self {
    case .constant: graft_border_constant
    case .reflect: graft_border_reflect
    case .replicate: graft_border_replicate
    }
  }
}
