/// What an augmentation drew for one view of one item: everything that ``Preprocessing/render(_:view:into:path:)``
/// needs to make the view again.
public struct ViewParameters: Codable, Hashable, Sendable {
  /// Left and right are swapped, after the crop.
  public var isMirrored: Bool

  public init(isMirrored: Bool = false) { self.isMirrored = isMirrored }

  /// No augmentation.
  public static let identity = ViewParameters()
}
