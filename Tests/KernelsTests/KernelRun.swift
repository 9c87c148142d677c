import Tensors

@testable import Kernels

/// Runs one kernel on plain tensors, converting layouts as a plan would.
enum KernelRun {
  static func run(_ kernel: any Kernel, of kernels: any KernelSet, on inputs: [Tensor]) throws
    -> [Float]
  {
    var blocks: [AlignedStorage] = []
    func block(_ byteCount: Int) throws -> AlignedStorage {
      let block = try AlignedStorage(byteCount: byteCount)
      blocks.append(block)
      return block
    }
    func convert(_ source: AlignedStorage, _ from: Layout, _ to: Layout) throws -> AlignedStorage {
      let target = try block(to.byteCount)
      let reorder = try kernels.reorder(from: from, to: to)
      let scratch = try block(reorder.scratchByteCount)
      try reorder.bind(
        KernelBuffers(inputs: [source.start], output: target.start, scratch: scratch.start)
      ).run()
      return target
    }
    let sources = try zip(inputs, kernel.inputs).map { tensor, layout in
      let plain = try block(tensor.byteCount)
      tensor.withUnsafeBytes {
        UnsafeMutableRawBufferPointer(start: plain.start, count: plain.byteCount)
          .copyMemory(from: $0)
      }
      return try convert(plain, Layout(plain: tensor.shape), layout)
    }
    let output =
      try kernel.inPlaceInput.map { sources[$0] } ?? block(kernel.output.byteCount)
    let scratch = try block(kernel.scratchByteCount)
    try kernel.bind(
      KernelBuffers(
        inputs: sources.map(\.start), output: output.start, scratch: scratch.start)
    ).run()
    let result = try convert(
      output, kernel.output, Layout(plain: kernel.output.shape))
    return Array(
      UnsafeBufferPointer(
        start: result.start.assumingMemoryBound(to: Float.self),
        count: kernel.output.shape.elementCount))
  }
}
