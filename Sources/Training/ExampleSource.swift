import Graphs

/// Where the values at the freeze boundary come from: kept features, or pictures through the frozen part.
///
/// Items are numbered. Used by several workers at once.
public protocol ExampleSource: Sendable {
  /// Each item's class.
  var labels: [Int] { get }
  /// Each item's weight in the loss.
  var weights: [Float] { get }
  /// Names each item for its random numbers, whatever its place.
  var identifiers: [UInt64] { get }

  /// Writes the boundary's values of some rows of a batch, one after the other, into the micro-batch's input.
  /// What is left of it is not touched.
  /// - Throws: What reading and computing throw.
  func write(_ rows: Range<Int>, of batch: ExampleBatch, into microBatch: MicroBatchExecutor)
    throws
}

/// Items that a step goes through together, and how they are to be seen.
public struct ExampleBatch: Sendable {
  public let items: [Int]
  /// The epoch whose view is wanted, from 1; `nil` for the pictures as they are.
  public let epoch: Int?
  /// How the pictures are mixed with each other.
  public let mix: MixDraw?

  public init(items: [Int], epoch: Int? = nil, mix: MixDraw? = nil) {
    self.items = items
    self.epoch = epoch
    self.mix = mix
  }
}
