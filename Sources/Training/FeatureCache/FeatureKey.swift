/// Which features of a set: an image, and how it was augmented.
public struct FeatureKey: Hashable, Sendable {
  static let byteCount = ImageDigest.byteCount + 16

  public let image: ImageDigest
  /// The augmented view; 0 where there is no augmentation.
  public let view: UInt64
  /// The item whose random numbers the view used; 0 where there is no augmentation, so that copies
  /// of an image share their features.
  public let item: UInt64

  public init(image: ImageDigest, view: UInt64 = 0, item: UInt64 = 0) {
    self.image = image
    self.view = view
    self.item = item
  }

  /// - Parameter bytes: At least 48, with any alignment.
  init(reading bytes: UnsafeRawBufferPointer) {
    image = ImageDigest(reading: bytes)
    view = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 32, as: UInt64.self))
    item = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 40, as: UInt64.self))
  }

  /// - Parameter buffer: At least 48 bytes, with any alignment.
  func write(to buffer: UnsafeMutableRawBufferPointer) {
    image.write(to: buffer)
    buffer.storeBytes(of: view.littleEndian, toByteOffset: 32, as: UInt64.self)
    buffer.storeBytes(of: item.littleEndian, toByteOffset: 40, as: UInt64.self)
  }
}
