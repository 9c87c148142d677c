import Graphs
import Tensors

/// What the frozen part of a network gave for each item, with what training needs to know of them.
public struct FeatureTable: ExampleSource {
  /// `[items, ...]` as the boundary produced them from the pictures as they are, `float32` or `bfloat16`.
  public let features: Tensor
  /// The same from augmented pictures, one tensor a view: views 1, 2, and so on, `features` being view 0.
  public let views: [Tensor]
  public let labels: [Int]
  public let weights: [Float]
  public let identifiers: [UInt64]

  public var count: Int { labels.count }
  public var elementCount: Int { count == 0 ? 0 : features.shape.elementCount / count }

  /// - Precondition: All speak of as many items, and all tensors have one shape and type.
  public init(
    features: Tensor, views: [Tensor] = [], labels: [Int], weights: [Float], identifiers: [UInt64]
  ) {
    precondition(
      features.shape[0] == labels.count && labels.count == weights.count
        && weights.count == identifiers.count, "one row, label, weight and name an item")
    precondition(
      views.allSatisfy { $0.shape == features.shape && $0.elementType == features.elementType },
      "views like the features")
    self.features = features
    self.views = views
    self.labels = labels
    self.weights = weights
    self.identifiers = identifiers
  }

  public func write(
    _ rows: Range<Int>, of batch: ExampleBatch, into microBatch: MicroBatchExecutor
  ) throws {
    precondition(batch.mix == nil, "features cannot be mixed as pictures can")
    let tensor = batch.epoch.map(trainingFeatures) ?? features
    Self.gather(batch.items[rows], of: tensor, into: microBatch.input)
  }

  /// The tensor that an epoch trains on: view `(epoch − 1) mod K`, of `K` views with the picture as it is.
  /// - Parameter epoch: Counts from 1.
  func trainingFeatures(epoch: Int) -> Tensor {
    let view = (epoch - 1) % (1 + views.count)
    return view == 0 ? features : views[view - 1]
  }

  /// Copies the given items' rows one after the other, as single precision.
  static func gather(
    _ items: ArraySlice<Int>, of features: Tensor,
    into target: UnsafeMutableBufferPointer<Float>
  ) {
    let count = features.shape.elementCount / max(features.shape[0], 1)
    features.withUnsafeBytes { bytes in
      let targetBytes = UnsafeMutableRawBufferPointer(target)
      for (row, item) in items.enumerated() {
        // Sound: `item` is one of the tensor's rows, and the target holds a whole batch of them.
        if features.elementType == .bfloat16 {
          let source = bytes.assumingMemoryBound(to: UInt16.self)
          for index in 0..<count {
            target[row * count + index] = BFloat16(bitPattern: source[item * count + index]).float
          }
        } else {
          let source = UnsafeRawBufferPointer(
            rebasing: bytes[item * count * 4..<(item + 1) * count * 4])
          UnsafeMutableRawBufferPointer(
            rebasing: targetBytes[row * count * 4..<(row + 1) * count * 4]
          ).copyMemory(from: source)
        }
      }
    }
  }
}
