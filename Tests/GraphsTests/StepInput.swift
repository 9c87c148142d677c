import Synchronization

@testable import Graphs

/// What a test gives a training step: the same numbers that it gives the interpreter.
struct StepInput: Sendable {
  private let slots: [TrainingProgram.Slot: [Float]]
  private let rows: Int

  init(_ slots: [TrainingProgram.Slot: [Double]], rows: Int) {
    self.slots = slots.filter { $0.key.isMicro }.mapValues { $0.map(Float.init) }
    self.rows = rows
  }

  /// Fills a micro-batch with some rows of the batch; the rest with zeros.
  var fill: @Sendable (MicroBatchExecutor, Range<Int>) -> Void {
    { microBatch, range in
      func copy(_ slot: TrainingProgram.Slot, _ target: UnsafeMutableBufferPointer<Float>) {
        guard let values = slots[slot] else { return }
        target.update(repeating: 0)
        let width = values.count / rows
        for (index, value) in values[range.lowerBound * width..<range.upperBound * width]
          .enumerated()
        {
          target[index] = value
        }
      }
      copy(.value(microBatch.plan.inputNode), microBatch.input)
      copy(.targets, microBatch.targets)
      copy(.rowWeights, microBatch.rowWeights)
      for dropout in microBatch.plan.program.dropouts {
        copy(.mask(dropout.node), microBatch.mask(dropout.node))
      }
    }
  }
}

/// Numbers that a closure hands out of a step run on the calling thread.
final class Results: @unchecked Sendable {
  // Sendable: tests that use it run the step without workers.
  var values: [Float] = []
}
