import Tensors
import Testing

@testable import Kernels

/// Runs one training kernel on plain numbers, converting layouts as a plan would.
struct TrainingKernelRun {
  let kernel: any TrainingKernel
  /// As the kernel was given them: rounded where it reads bfloat16.
  let inputs: [[Float]]
  private(set) var outputs: [[Float]] = []
  /// What opaque outputs hold, for the gradient that reads them.
  private(set) var outputBlocks: [AlignedStorage] = []

  /// - Parameters:
  ///   - plain: How `inputs` and the outputs lie outside.
  ///   - opaque: Memory for inputs that only their kernel can read.
  ///   - inPlace: Which input's memory the first output takes over.
  init(
    _ kernel: any TrainingKernel, _ operation: TrainingOperation, _ inputs: [[Float]],
    opaque: [Int: AlignedStorage] = [:], inPlace: Int? = nil
  ) throws {
    self.kernel = kernel
    let plain = operation.plainLayouts()
    var sources: [AlignedStorage] = []
    var rounded: [[Float]] = []
    for (index, layout) in kernel.inputs.enumerated() {
      if let block = opaque[index] {
        sources.append(block)
        rounded.append(inputs[index])
        continue
      }
      let block = try Self.block(layout.byteCount)
      try Self.convert(Self.block(of: inputs[index]), plain.inputs[index], block, layout)
      sources.append(block)
      rounded.append(try Self.numbers(block, layout, as: plain.inputs[index]))
    }
    self.inputs = rounded
    // Whatever is not written shows: all bits set is NaN.
    outputBlocks = try kernel.outputs.map { try Self.block($0.byteCount, filledWith: 0xFF) }
    if let inPlace {
      #expect(kernel.inputs[inPlace] == kernel.outputs[0])
      outputBlocks[0] = sources[inPlace]
    }
    let scratch = try Self.block(kernel.scratchByteCount, filledWith: 0xFF)
    try kernel.bind(
      inputs: sources.map(\.start), outputs: outputBlocks.map(\.start), scratch: scratch.start
    ).run()
    for (index, layout) in kernel.outputs.enumerated() {
      if case .opaque = layout.arrangement {
        outputs.append([])
        continue
      }
      let numbers = try Self.numbers(outputBlocks[index], layout, as: plain.outputs[index])
      outputs.append(numbers)
      try Self.expectZeroPadding(outputBlocks[index], layout, numbers, plain.outputs[index])
    }
  }

  private static func block(_ byteCount: Int, filledWith byte: UInt8 = 0) throws -> AlignedStorage {
    let block = try AlignedStorage(byteCount: byteCount)
    block.start.initializeMemory(as: UInt8.self, repeating: byte, count: byteCount)
    return block
  }

  private static func block(of values: [Float]) throws -> AlignedStorage {
    let block = try AlignedStorage(byteCount: values.count * 4)
    values.withUnsafeBytes {
      UnsafeMutableRawBufferPointer(start: block.start, count: block.byteCount).copyMemory(from: $0)
    }
    return block
  }

  private static func convert(
    _ source: AlignedStorage, _ from: Layout, _ target: AlignedStorage, _ to: Layout
  ) throws {
    let reorder = try OneDNN().reorder(from: from, to: to)
    let scratch = try block(reorder.scratchByteCount)
    try reorder.bind(
      KernelBuffers(inputs: [source.start], output: target.start, scratch: scratch.start)
    ).run()
  }

  private static func numbers(
    _ source: AlignedStorage, _ layout: Layout, as plain: Layout
  ) throws -> [Float] {
    let target = try block(plain.byteCount)
    try convert(source, layout, target, plain)
    return Array(
      UnsafeBufferPointer(
        start: target.start.assumingMemoryBound(to: Float.self), count: plain.shape.elementCount))
  }

  /// Converted there and back, padding is zeros: so it must be zeros already.
  private static func expectZeroPadding(
    _ found: AlignedStorage, _ layout: Layout, _ numbers: [Float], _ plain: Layout
  ) throws {
    let clean = try block(layout.byteCount)
    try convert(block(of: numbers), plain, clean, layout)
    // Compared as numbers: a negative zero is one too.
    let stored = Layout(
      plain: [layout.byteCount / layout.elementType.byteCount], elementType: layout.elementType)
    #expect(
      stored.load(from: found.start) == stored.load(from: clean.start), "padding lanes hold zeros")
  }
}
