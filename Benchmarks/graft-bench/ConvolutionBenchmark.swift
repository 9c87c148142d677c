import Backbones
import Foundation
import Graphs
import Kernels
import Tensors
import Workers

/// Times direct against Winograd convolution for every 3×3 layer and every stem of 7×7 of every backbone, one
/// thread, alternating, and prints a row a layer with the medians.
struct ConvolutionBenchmark {
  private let rounds: Int

  init(_ arguments: ArraySlice<String>) throws {
    guard let rounds = arguments.first.flatMap(Int.init) else { throw BenchmarkError.usage }
    self.rounds = rounds
  }

  func run() throws {
    print(
      "height,width,inputs,outputs,kernel,stride,padding,microBatch,directMilliseconds,winogradMilliseconds"
    )
    for layer in try layers() {
      for microBatch in [1, 8, 16] {
        let times = try Workers(count: 1).run { try measure(layer, microBatch) }
        guard let times else { continue }
        let text = times.map { String(format: "%.4f", $0 * 1000 / Double(microBatch)) }
        let row = [
          layer.vertical.input, layer.horizontal.input, layer.inputChannels, layer.outputChannels,
          layer.vertical.kernel, layer.vertical.stride, layer.vertical.paddingBefore, microBatch,
        ].map(String.init)
        print((row + text).joined(separator: ","))
        fflush(nil)
      }
    }
  }

  /// Of each layer once, for a batch of one.
  private func layers() throws -> [ConvolutionGeometry] {
    var found: Set<ConvolutionGeometry> = []
    for architecture in Architecture.allCases {
      let graph = try architecture.graph()
      for (node, item) in graph.nodes.enumerated() {
        guard case .convolution(let convolution) = item.operation, convolution.groups == 1,
          convolution.dilation == 1
        else { continue }
        let geometry = graph.geometry(ofConvolution: node, batch: 1)
        let isStem = convolution.kernel == 7 && convolution.stride == 2
        let isInner =
          convolution.kernel == 3 && geometry.inputChannels >= 16
          && (convolution.stride == 1 || convolution.stride == 2)
        if isStem || isInner { found.insert(geometry) }
      }
    }
    func key(_ layer: ConvolutionGeometry) -> [Int] {
      [
        layer.vertical.kernel, layer.vertical.stride, layer.vertical.input,
        layer.horizontal.input, layer.inputChannels, layer.outputChannels,
        layer.vertical.paddingBefore, layer.vertical.output, layer.horizontal.paddingBefore,
      ]
    }
    return found.sorted { key($0).lexicographicallyPrecedes(key($1)) }
  }

  /// - Returns: Median seconds of direct and Winograd; `nil` where this machine has no Winograd kernel.
  private func measure(_ layer: ConvolutionGeometry, _ microBatch: Int) throws -> [Double]? {
    let kernels = OneDNN()
    var geometry = layer
    geometry.batch = microBatch
    var description = ConvolutionDescription(
      geometry, weight: try Tensor(zeros: geometry.weightShape),
      bias: try Tensor(zeros: [layer.outputChannels]), activation: .relu)
    var bound: [any BoundKernel] = []
    var memory: [AlignedStorage] = []
    for algorithm in [ConvolutionDescription.Algorithm.direct, .winograd] {
      description.algorithm = algorithm
      guard
        let kernel = try? kernels.convolution(
          description, input: Layout(plain: geometry.inputShape), elementType: .float32)
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
