import Tensors

/// Two kernels in a row, with the value between them in the scratch memory.
struct ChainedKernel: Kernel {
  let first: any Kernel
  let second: any Kernel
  /// The second kernel's output, perhaps read under another shape of as many elements.
  let output: Layout

  var inputs: [Layout] { first.inputs }
  var weightByteCount: Int { first.weightByteCount + second.weightByteCount }

  var scratchByteCount: Int {
    intermediateByteCount + max(first.scratchByteCount, second.scratchByteCount)
  }

  private var intermediateByteCount: Int {
    let line = AlignedStorage.alignment
    return (first.output.byteCount + line - 1) / line * line
  }

  func bind(_ buffers: KernelBuffers) throws -> any BoundKernel {
    // Sound: `scratchByteCount` counts the intermediate and the larger of the two scratches.
    let intermediate = buffers.scratch
    let scratch = buffers.scratch + intermediateByteCount
    return BoundChain([
      try first.bind(
        KernelBuffers(inputs: buffers.inputs, output: intermediate, scratch: scratch)),
      try second.bind(
        KernelBuffers(inputs: [intermediate], output: buffers.output, scratch: scratch)),
    ])
  }
}

private final class BoundChain: BoundKernel {
  private let links: [any BoundKernel]

  init(_ links: [any BoundKernel]) {
    self.links = links
  }

  func run() throws {
    for link in links { try link.run() }
  }
}

/// A kernel whose result is read under another shape of as many elements.
struct ReshapedKernel: Kernel {
  let base: any Kernel
  let output: Layout

  var inputs: [Layout] { base.inputs }
  var scratchByteCount: Int { base.scratchByteCount }
  var weightByteCount: Int { base.weightByteCount }

  func bind(_ buffers: KernelBuffers) throws -> any BoundKernel { try base.bind(buffers) }
}
