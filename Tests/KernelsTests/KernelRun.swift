import Glibc
import Tensors
import Testing

@testable import Kernels

/// Runs one kernel on plain tensors, converting layouts as a plan would.
enum KernelRun {
  static func run(
    _ kernel: any Kernel, of kernels: any KernelSet, on inputs: [Tensor]
  ) throws -> [Float] {
    let output = try output(kernel, of: kernels, on: inputs)
    let result = try convert(output, kernel.output, Layout(plain: kernel.output.shape), kernels)
    return Array(
      UnsafeBufferPointer(
        start: result.start.assumingMemoryBound(to: Float.self),
        count: kernel.output.shape.elementCount))
  }

  /// The bits of the output as it lies in memory, with its padding.
  /// - Parameter filling: What the memory of output and scratch held.
  static func bits(
    _ kernel: any Kernel, of kernels: any KernelSet, on inputs: [Tensor], filling: UInt8 = 0
  ) throws -> [UInt32] {
    let output = try output(kernel, of: kernels, on: inputs, filling: filling)
    return Array(
      UnsafeBufferPointer(
        start: output.start.assumingMemoryBound(to: UInt32.self), count: output.byteCount / 4))
  }

  static func expectClose(_ found: [Float], _ expected: [Double], within tolerance: Double) {
    #expect(found.count == expected.count)
    let magnitude = expected.map(abs).max() ?? 1
    // A maximum would pass over a NaN.
    let worst =
      zip(found, expected).map { pair in
        let difference = abs(Double(pair.0) - pair.1)
        return difference.isNaN ? .infinity : difference
      }.max() ?? 0
    #expect(worst <= tolerance * magnitude)
  }

  private static func convert(
    _ source: AlignedStorage, _ from: Layout, _ to: Layout, _ kernels: any KernelSet
  ) throws -> AlignedStorage {
    let target = try AlignedStorage(byteCount: to.byteCount)
    let reorder = try kernels.reorder(from: from, to: to)
    let scratch = try AlignedStorage(byteCount: reorder.scratchByteCount)
    try reorder.bind(
      KernelBuffers(inputs: [source.start], output: target.start, scratch: scratch.start)
    ).run()
    return target
  }

  private static func output(
    _ kernel: any Kernel, of kernels: any KernelSet, on inputs: [Tensor], filling: UInt8 = 0
  ) throws -> AlignedStorage {
    func block(_ byteCount: Int) throws -> AlignedStorage {
      let block = try AlignedStorage(byteCount: byteCount)
      memset(block.start, Int32(filling), byteCount)
      return block
    }
    let sources = try zip(inputs, kernel.inputs).map { tensor, layout in
      let plain = try AlignedStorage(byteCount: tensor.byteCount)
      tensor.withUnsafeBytes {
        UnsafeMutableRawBufferPointer(start: plain.start, count: plain.byteCount)
          .copyMemory(from: $0)
      }
      return try convert(plain, Layout(plain: tensor.shape), layout, kernels)
    }
    let output =
      try kernel.inPlaceInput.map { sources[$0] } ?? block(kernel.output.byteCount)
    let scratch = try block(kernel.scratchByteCount)
    try kernel.bind(
      KernelBuffers(
        inputs: sources.map(\.start), output: output.start, scratch: scratch.start)
    ).run()
    withExtendedLifetime((sources, scratch)) {}
    return output
  }
}
