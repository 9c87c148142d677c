import Datasets
import Graphs
import Images
import Tensors
import Training

/// Pictures decoded, augmented, mixed where asked for, and run through the frozen part, each time they are
/// wanted.
package struct PictureSource: ExampleSource {
  let items: [Item]
  let preprocessing: Preprocessing
  let policy: AugmentationPolicy
  let augmentation: RunConfiguration.Augmentation
  /// The part before the boundary; `nil` where the boundary is the network's input.
  let prefix: ExecutorPool?
  let clock: StageClock

  package let labels: [Int]
  package let weights: [Float]
  package let identifiers: [UInt64]

  package init(
    dataset: Dataset, preprocessing: Preprocessing, policy: AugmentationPolicy,
    augmentation: RunConfiguration.Augmentation, prefix: ExecutorPool?, clock: StageClock
  ) {
    items = dataset.items
    self.preprocessing = preprocessing
    self.policy = policy
    self.augmentation = augmentation
    self.prefix = prefix
    self.clock = clock
    labels = items.map(\.label)
    weights = items.map { Float($0.weight) }
    identifiers = items.map(\.identifier)
  }

  package func write(
    _ rows: Range<Int>, of batch: ExampleBatch, into microBatch: MicroBatchExecutor
  ) throws {
    guard let prefix else {
      try clock.measure(.decoding) { try render(rows, of: batch, into: microBatch.input) }
      return
    }
    let frozen = try prefix[microBatch.worker]
    precondition(
      frozen.plan.microBatch >= rows.count, "the frozen part takes a whole micro-batch")
    try clock.measure(.decoding) {
      try render(rows, of: batch, into: frozen.input)
      // What is left of the micro-batch is computed too: it must hold numbers.
      UnsafeMutableBufferPointer(
        rebasing: frozen.input[(rows.count * preprocessing.elementCount)...]
      ).update(repeating: 0)
    }
    try clock.measure(.backbone) { try frozen.run() }
    frozen.copyOutput(rows: rows.count, into: microBatch.input)
  }

  private func render(
    _ rows: Range<Int>, of batch: ExampleBatch, into target: UnsafeMutableBufferPointer<Float>
  ) throws {
    let count = preprocessing.elementCount
    var scratch = [Float](repeating: 0, count: batch.mix == nil ? 0 : 2 * count)
    for (place, row) in rows.enumerated() {
      let part = UnsafeMutableBufferPointer(
        rebasing: target[place * count..<(place + 1) * count])
      guard let mix = batch.mix else {
        try render(batch.items[row], epoch: batch.epoch, into: part)
        continue
      }
      try scratch.withUnsafeMutableBufferPointer { scratch in
        let own = UnsafeMutableBufferPointer(rebasing: scratch[..<count])
        let other = UnsafeMutableBufferPointer(rebasing: scratch[count...])
        try render(batch.items[row], epoch: batch.epoch, into: own)
        try render(batch.items[mix.partners[row]], epoch: batch.epoch, into: other)
        mix.mix(
          UnsafeBufferPointer(own), with: UnsafeBufferPointer(other), into: part,
          width: preprocessing.width, channels: count / preprocessing.width / preprocessing.height)
      }
    }
  }

  private func render(
    _ item: Int, epoch: Int?, into target: UnsafeMutableBufferPointer<Float>
  ) throws {
    let view = policy.parameters(
      seed: augmentation.seed, item: items[item].identifier,
      view: epoch.map(augmentation.view) ?? 0)
    let image = try items[item].place.image(for: view, preprocessing)
    try preprocessing.render(image, view: view, into: target)
  }
}
