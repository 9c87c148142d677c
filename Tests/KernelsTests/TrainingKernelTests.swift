import Tensors
import Testing

@testable import Kernels

/// The fast training kernels against the reference, in single precision.
@Suite struct TrainingKernelTests {
  static let operations = [1, 3, 32].flatMap(operations(rows:))

  private static func operations(rows: Int) -> [TrainingOperation] {
    [
      .linear(rows: rows, inputs: 37, outputs: 5, hasBias: true),
      .linear(rows: rows, inputs: 64, outputs: 16, hasBias: false),
      .linearInputGradient(rows: rows, inputs: 37, outputs: 5),
      .linearWeightGradient(rows: rows, inputs: 37, outputs: 5),
      .columnSum(rows: rows, columns: 19),
      .activation(.relu, count: rows * 7),
      .activation(.relu6, count: rows * 7),
      .activationGradient(.relu, count: rows * 7),
      .activationGradient(.relu6, count: rows * 7),
      .mask(count: rows * 7),
      .sum(count: rows * 7),
      .batchNorm(rows: rows, channels: 9, epsilon: 1e-5),
      .runningStatistics(rows: rows, channels: 9, momentum: 0.1),
      .batchNormInference(rows: rows, channels: 9, epsilon: 1e-5),
      .batchNormGradient(rows: rows, channels: 9, epsilon: 1e-5),
      .globalAveragePooling(batch: rows, positions: 49, channels: 6),
      .globalAveragePoolingGradient(batch: rows, positions: 49, channels: 6),
      .flatten(batch: rows, positions: 49, channels: 6),
      .flattenGradient(batch: rows, positions: 49, channels: 6),
      .softmaxCrossEntropy(rows: rows, classes: 7),
      .softmaxCrossEntropyGradient(rows: rows, classes: 7),
    ]
  }

  @Test(arguments: operations)
  func fastKernelsAgreeWithTheReference(operation: TrainingOperation) throws {
    let inputs = operation.elementCounts.inputs.enumerated().map { index, count -> [Float] in
      var stream = RandomStream(seed: 5, purpose: .test, UInt64(index))
      // Positive where a variance is read.
      return (0..<count).map { _ in stream.nextNormal() + (index >= 3 ? 4 : 0) }
    }
    let expected = Reference.evaluate(operation, inputs.map { $0.map(Double.init) })
    let found = try run(OneDNN().training(operation), operation, inputs)
    let reference = try run(ReferenceKernels().training(operation), operation, inputs)
    for (expected, found) in [zip(expected, found), zip(expected, reference)].joined() {
      let magnitude = max(1, expected.map(abs).max() ?? 0)
      for (expected, found) in zip(expected, found) {
        #expect(abs(expected - Double(found)) / magnitude < 2e-5)
      }
    }
  }

  private func run(
    _ kernel: any TrainingKernel, _ operation: TrainingOperation, _ inputs: [[Float]]
  ) throws -> [[Float]] {
    func storage(_ count: Int) throws -> AlignedStorage { try AlignedStorage(byteCount: count * 4) }
    let sources = try inputs.map { values in
      let block = try storage(values.count)
      values.withUnsafeBytes {
        UnsafeMutableRawBufferPointer(start: block.start, count: block.byteCount).copyMemory(
          from: $0)
      }
      return block
    }
    let counts = operation.elementCounts.outputs
    let targets = try counts.map(storage)
    let scratch = try AlignedStorage(byteCount: kernel.scratchByteCount)
    try kernel.bind(
      inputs: sources.map(\.start), outputs: targets.map(\.start), scratch: scratch.start
    ).run()
    return zip(targets, counts).map { block, count in
      Array(
        UnsafeBufferPointer(start: block.start.assumingMemoryBound(to: Float.self), count: count))
    }
  }
}
