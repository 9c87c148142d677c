import Graphs
import Synchronization
import Tensors

@testable import Training

/// Pictures that are mixed as the trainer asks for, and a note of all that it asked for.
final class MixedExamples: ExampleSource {
  let labels: [Int]
  let weights: [Float]
  let identifiers: [UInt64]
  private let pictures: [Float]
  private let input: Graphs.Operation.Input
  private let asked = Mutex<[ExampleBatch]>([])

  /// - Parameter pictures: `[items, height, width, channels]`, row by row.
  init(pictures: [Float], labels: [Int], input: Graphs.Operation.Input) {
    self.pictures = pictures
    self.labels = labels
    self.input = input
    weights = labels.indices.map { 1 + Float($0 % 3) }
    identifiers = labels.indices.map { UInt64($0) }
  }

  /// The batches that micro-batches were filled from, in no certain order.
  var batches: [ExampleBatch] { asked.withLock { $0 } }

  func write(
    _ rows: Range<Int>, of batch: ExampleBatch, into microBatch: MicroBatchExecutor
  ) throws {
    asked.withLock { $0.append(batch) }
    let values = rows.flatMap { picture($0, of: batch) }
    _ = microBatch.input.update(fromContentsOf: values)
  }

  /// A row of a batch as it is trained on.
  func picture(_ row: Int, of batch: ExampleBatch) -> [Float] {
    let count = input.height * input.width * input.channels
    let own = batch.items.flatMap { pictures[$0 * count..<($0 + 1) * count] }
    guard let mix = batch.mix else { return Array(own[row * count..<(row + 1) * count]) }
    return own.withUnsafeBufferPointer { source in
      withBuffer([Float](repeating: 0, count: count)) {
        mix.mix(row: row, of: source, into: $0, width: input.width, channels: input.channels)
      }.end
    }
  }
}
