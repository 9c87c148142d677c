import Tensors

/// What the frozen part of a network gave for each item, with what training needs to know of them.
public struct FeatureTable: Sendable {
  /// `[items, ...]` as the boundary produced them, `float32` or `bfloat16`.
  public let features: Tensor
  /// Each item's class.
  public let labels: [Int]
  /// Each item's weight in the loss.
  public let weights: [Float]
  /// Names each item for its random numbers, whatever its place.
  public let identifiers: [UInt64]

  public var count: Int { labels.count }
  public var elementCount: Int { count == 0 ? 0 : features.shape.elementCount / count }

  /// - Precondition: All four speak of as many items.
  public init(features: Tensor, labels: [Int], weights: [Float], identifiers: [UInt64]) {
    precondition(
      features.shape[0] == labels.count && labels.count == weights.count
        && weights.count == identifiers.count, "one row, label, weight and name an item")
    self.features = features
    self.labels = labels
    self.weights = weights
    self.identifiers = identifiers
  }

  /// Copies the given items' rows one after the other, as single precision.
  func gather(_ items: ArraySlice<Int>, into target: UnsafeMutableBufferPointer<Float>) {
    let count = elementCount
    features.withUnsafeBytes { bytes in
      for (row, item) in items.enumerated() {
        let start = row * count
        if features.elementType == .bfloat16 {
          let source = bytes.assumingMemoryBound(to: UInt16.self)
          for index in 0..<count {
            target[start + index] = BFloat16(bitPattern: source[item * count + index]).float
          }
        } else {
          // Sound: both ranges lie inside their buffers: `item < count` rows here, a whole batch there.
          UnsafeMutableRawBufferPointer(
            rebasing: UnsafeMutableRawBufferPointer(target)[start * 4..<(start + count) * 4]
          )
          .copyMemory(
            from: UnsafeRawBufferPointer(rebasing: bytes[item * count * 4..<(item + 1) * count * 4])
          )
        }
      }
    }
  }
}
