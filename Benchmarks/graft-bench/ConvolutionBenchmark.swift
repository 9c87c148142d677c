import Backbones
import Foundation
import Graphs
import Kernels
import Tensors
import Workers

/// Times direct against Winograd convolution for every 3×3 stride-1 layer of every backbone, one thread,
/// alternating, and prints a row a layer with the medians.
struct ConvolutionBenchmark {
  private let rounds: Int

  init(_ arguments: ArraySlice<String>) throws {
    guard let rounds = arguments.first.flatMap(Int.init) else { throw BenchmarkError.usage }
    self.rounds = rounds
  }

  private struct Layer: Hashable {
    let size: Extent
    let inputs: Int
    let outputs: Int
    let padding: Int
  }

  func run() throws {
    print("height,width,inputs,outputs,microBatch,directMilliseconds,winogradMilliseconds")
    for layer in try layers() {
      for microBatch in [1, 8, 16] {
        let times = try Workers(count: 1).run { try measure(layer, microBatch) }
        guard let times else { continue }
        let text = times.map { String(format: "%.4f", $0 * 1000 / Double(microBatch)) }
        print(
          "\(layer.size.height),\(layer.size.width),\(layer.inputs),\(layer.outputs),\(microBatch),"
            + text.joined(separator: ","))
        fflush(nil)
      }
    }
  }

  private func layers() throws -> [Layer] {
    var found: Set<Layer> = []
    for architecture in Architecture.allCases {
      let graph = try architecture.graph()
      for node in graph.nodes {
        guard case .convolution(let convolution) = node.operation, convolution.kernel == 3,
          convolution.stride == 1, convolution.groups == 1, convolution.dilation == 1
        else { continue }
        let input = graph.shapes[node.inputs[0]]
        guard input[2] >= 16 else { continue }
        let padding = convolution.padding == 0 ? 0 : 1
        found.insert(
          Layer(
            size: Extent(height: input[0], width: input[1]), inputs: input[2],
            outputs: convolution.outputChannels, padding: padding))
      }
    }
    return found.sorted {
      ($0.size.height, $0.inputs, $0.outputs) < ($1.size.height, $1.inputs, $1.outputs)
    }
  }

  /// - Returns: Median seconds of direct and Winograd; `nil` where this machine has no Winograd kernel.
  private func measure(_ layer: Layer, _ microBatch: Int) throws -> [Double]? {
    let kernels = OneDNN()
    func axis(_ length: Int) -> ConvolutionDescription.Axis {
      .init(
        input: length, output: length + 2 * layer.padding - 2, kernel: 3,
        paddingBefore: layer.padding, paddingAfter: layer.padding)
    }
    var description = ConvolutionDescription(
      batch: microBatch, inputChannels: layer.inputs, outputChannels: layer.outputs,
      vertical: axis(layer.size.height), horizontal: axis(layer.size.width),
      weight: try Tensor(zeros: [layer.outputs, layer.inputs, 3, 3]),
      bias: try Tensor(zeros: [layer.outputs]), activation: .relu)
    var bound: [any BoundKernel] = []
    var memory: [AlignedStorage] = []
    for algorithm in [ConvolutionDescription.Algorithm.direct, .winograd] {
      description.algorithm = algorithm
      let plain = Layout(
        plain: [microBatch, layer.size.height, layer.size.width, layer.inputs])
      guard
        let kernel = try? kernels.convolution(description, input: plain, elementType: .float32)
      else { return nil }
      let blocks = try [
        kernel.inputs[0].byteCount, kernel.output.byteCount, kernel.scratchByteCount,
      ].map { try AlignedStorage(byteCount: $0) }
      memory += blocks
      bound.append(
        try kernel.bind(
          KernelBuffers(
            inputs: [blocks[0].start], output: blocks[1].start, scratch: blocks[2].start)))
    }
    var times = [[Double]](repeating: [], count: bound.count)
    for round in 0...rounds {
      for (index, kernel) in bound.enumerated() {
        let start = DispatchTime.now().uptimeNanoseconds
        try kernel.run()
        let seconds = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
        if round > 0 { times[index].append(seconds) }
      }
    }
    withExtendedLifetime(memory) {}
    return times.map { $0.sorted()[$0.count / 2] }
  }
}
