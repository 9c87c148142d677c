import Crypto
import FoundationEssentials
import Graphs
import Tensors

/// What produced a set of features: two sets with equal descriptions hold the same bits for the
/// same key, and anything that could change a bit is in here.
public struct FeatureSetDescription: Codable, Hashable, Sendable {
  /// SHA-256 of the frozen weights and running statistics, in hexadecimal.
  public var weightsDigest: String
  /// The node whose output is kept.
  public var boundary: String
  /// The preprocessing as canonical JSON; compared, never read.
  public var preprocessing: String
  /// The precision in which the prefix ran.
  public var precision: Precision
  /// The kernels: library, version, processor type, chosen algorithms.
  public var kernels: String
  /// Images the prefix computes at once; kernels round differently for different ones.
  public var microBatch: Int
  /// `nil` if every item is seen as it is, whatever the view.
  public var augmentation: FeatureAugmentation?
  /// How an element is stored: ``Tensors/ElementType/float32`` or ``Tensors/ElementType/bfloat16``.
  public var elementType: ElementType
  /// Elements of one item's features, 1 to ``maximumElementCount``.
  public var elementCount: Int

  public static let maximumElementCount = 1 << 28

  public init(
    weightsDigest: String, boundary: String, preprocessing: String, precision: Precision,
    kernels: String, microBatch: Int, augmentation: FeatureAugmentation? = nil,
    elementType: ElementType, elementCount: Int
  ) {
    self.weightsDigest = weightsDigest
    self.boundary = boundary
    self.preprocessing = preprocessing
    self.precision = precision
    self.kernels = kernels
    self.microBatch = microBatch
    self.augmentation = augmentation
    self.elementType = elementType
    self.elementCount = elementCount
  }

  /// Size of one item's features in bytes.
  public var rowByteCount: Int { elementCount * elementType.byteCount }

  /// Names the set: SHA-256 of the format's version and the canonical JSON, in hexadecimal.
  /// - Throws: ``FeatureCacheError/badDescription(_:)`` if the elements are of a type or number
  ///   that the format does not hold.
  public func key() throws(FeatureCacheError) -> String {
    try layout().setKey.map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }

  func layout() throws(FeatureCacheError) -> SegmentLayout {
    guard elementType == .float32 || elementType == .bfloat16 else {
      throw .badDescription("elements are \(elementType); expected float32 or bfloat16")
    }
    guard (1...Self.maximumElementCount).contains(elementCount) else {
      throw .badDescription(
        "\(elementCount) elements an item; expected 1 to \(Self.maximumElementCount)")
    }
    var hash = SHA256()
    hash.update(data: Array("graft features \(SegmentLayout.version)\n".utf8))
    hash.update(data: Array(try canonicalJSON().utf8))
    return SegmentLayout(
      setKey: Array(hash.finalize()), elementType: elementType, elementCount: elementCount)
  }

  /// JSON with sorted names and no white space.
  func canonicalJSON() throws(FeatureCacheError) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return String(decoding: try encoder.encode(self), as: UTF8.self)
    } catch {
      throw .badDescription("cannot be written as JSON: \(error)")
    }
  }
}
