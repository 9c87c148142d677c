import Tensors
import Testing

@testable import Kernels

/// Every kernel set against the definitions, over odd and even sizes, strides, groups and paddings.
@Suite struct KernelSetTests {
  struct Case: Sendable, CustomStringConvertible {
    var batch = 2
    var size = (9, 7)
    var channels = (16, 32)
    var groups = 1
    var kernel = (3, 3)
    var stride = 1
    var dilation = 1
    var padding = (1, 1)
    var residual = false
    var activation: ActivationFunction?
    var bias = true
    var algorithm = ConvolutionDescription.Algorithm.direct

    var description: String {
      "\(algorithm) \(size) \(channels)/\(groups) \(kernel) s\(stride) d\(dilation) p\(padding)"
    }
  }

  static let convolutions: [Case] =
    [
      Case(),
      Case(size: (8, 8), channels: (3, 20), kernel: (7, 7), stride: 2, padding: (3, 3)),
      Case(size: (11, 12), channels: (3, 16), kernel: (3, 3), stride: 2, padding: (0, 1)),
      Case(channels: (24, 40), kernel: (1, 1), padding: (0, 0), activation: .relu6),
      Case(channels: (48, 48), groups: 48, kernel: (5, 5), padding: (2, 2), activation: .relu6),
      Case(size: (12, 12), channels: (24, 24), groups: 24, stride: 2, padding: (0, 1)),
      Case(channels: (32, 64), groups: 4, activation: .relu),
      Case(channels: (16, 16), dilation: 2, padding: (2, 2)),
      Case(channels: (32, 32), kernel: (1, 7), padding: (0, 0), bias: false),
      Case(channels: (32, 32), residual: true, activation: .relu),
      Case(channels: (40, 24), kernel: (1, 1), padding: (0, 0), residual: true),
      Case(size: (1, 1), channels: (16, 16), kernel: (1, 1), padding: (0, 0)),
      Case(size: (14, 14), channels: (32, 32), activation: .relu, algorithm: .winograd),
      Case(
        size: (13, 15), channels: (16, 48), residual: true, activation: .relu, algorithm: .winograd),
    ] + StridedWinogradTests.cases

  static func description(_ item: Case) throws -> ConvolutionDescription {
    func axis(_ length: Int, _ kernel: Int) -> ConvolutionDescription.Axis {
      let reach = (kernel - 1) * item.dilation + 1
      let room = length + item.padding.0 + item.padding.1 - reach
      return .init(
        input: length, output: room / item.stride + 1, kernel: kernel, stride: item.stride,
        dilation: item.dilation, paddingBefore: item.padding.0, paddingAfter: item.padding.1)
    }
    let weightShape: Shape = [
      item.channels.1, item.channels.0 / item.groups, item.kernel.0, item.kernel.1,
    ]
    return ConvolutionDescription(
      batch: item.batch, inputChannels: item.channels.0, outputChannels: item.channels.1,
      groups: item.groups, vertical: axis(item.size.0, item.kernel.0),
      horizontal: axis(item.size.1, item.kernel.1), weight: try random(weightShape, 1),
      bias: item.bias ? try random([item.channels.1], 2) : nil, addsResidual: item.residual,
      activation: item.activation, algorithm: item.algorithm)
  }

  static func random(_ shape: Shape, _ address: UInt64) throws -> Tensor {
    var stream = RandomStream(seed: 9, purpose: .test, address)
    return try Tensor((0..<shape.elementCount).map { _ in stream.nextNormal() }, shape: shape)
  }

  @Test(arguments: convolutions)
  func convolutionsAgreeWithTheDefinition(item: Case) throws {
    let description = try Self.description(item)
    if item.algorithm == .winograd, !OneDNN.processor.hasPrefix("avx512") { return }
    let x = try Self.random([item.batch, item.size.0, item.size.1, item.channels.0], 3)
    let residual = try Self.random(description.outputShape, 4)
    var expected = Reference.convolution(
      x.floats.map(Double.init), weight: description.weight.floats.map(Double.init),
      bias: description.bias?.floats.map(Double.init), geometry: description.geometry)
    if item.residual { expected = zip(expected, residual.floats).map { $0 + Double($1) } }
    if let activation = item.activation { expected = Reference.activation(expected, activation) }
    for kernels in [OneDNN(), ReferenceKernels()] as [any KernelSet] {
      let kernel = try kernels.convolution(
        description, input: Layout(plain: x.shape), elementType: .float32)
      let found = try KernelRun.run(
        kernel, of: kernels, on: item.residual ? [x, residual] : [x])
      expectClose(found, expected, within: 2e-5)
    }
  }

  @Test(arguments: [
    (PoolingDescription.Function.maximum, 3, 2, 1, false),
    (.maximum, 3, 2, 0, true), (.maximum, 2, 2, 0, false),
    (.averageCountingPadding, 3, 1, 1, false), (.averageWithoutPadding, 3, 1, 1, false),
    (.averageWithoutPadding, 2, 2, 0, false),
  ])
  func poolingsAgreeWithTheDefinition(
    function: PoolingDescription.Function, kernel: Int, stride: Int, padding: Int, roundsUp: Bool
  ) throws {
    let x = try Self.random([2, 9, 8, 20], 5)
    func axis(_ length: Int) -> ConvolutionDescription.Axis {
      let room = length + 2 * padding - kernel
      let output = (room + (roundsUp ? stride - 1 : 0)) / stride + 1
      return .init(
        input: length, output: output, kernel: kernel, stride: stride, paddingBefore: padding,
        paddingAfter: max(0, (output - 1) * stride + kernel - length - padding))
    }
    let description = PoolingDescription(
      function: function, vertical: axis(9), horizontal: axis(8))
    let expected = Reference.pooling(
      x.floats.map(Double.init), batch: 2, channels: 20, description)
    for kernels in [OneDNN(), ReferenceKernels()] as [any KernelSet] {
      let pooling = try kernels.pooling(description, input: Layout(plain: x.shape))
      expectClose(try KernelRun.run(pooling, of: kernels, on: [x]), expected, within: 1e-6)
    }
  }

  @Test(arguments: [(7, 7), (4, 4), (1, 1), (3, 2)])
  func adaptivePoolingsAgreeWithTheDefinition(height: Int, width: Int) throws {
    let x = try Self.random([2, 8, 8, 20], 5)
    let expected = Reference.adaptiveAveragePooling(
      x.floats.map(Double.init), shape: x.shape, height: height, width: width)
    let kernels = OneDNN()
    let kernel = try kernels.adaptiveAveragePooling(
      height: height, width: width, input: Layout(plain: x.shape))
    expectClose(try KernelRun.run(kernel, of: kernels, on: [x]), expected, within: 1e-6)
  }

  @Test func theOtherOperationsAgreeWithTheirDefinitions() throws {
    let kernels = OneDNN()
    let x = try Self.random([2, 3, 5, 20], 6)
    let y = try Self.random([2, 3, 5, 20], 7)
    let doubles = x.floats.map(Double.init)
    let layout = Layout(plain: x.shape)
    func check(_ kernel: any Kernel, _ inputs: [Tensor], _ expected: [Double]) throws {
      expectClose(try KernelRun.run(kernel, of: kernels, on: inputs), expected, within: 1e-5)
    }
    try check(
      kernels.addition(.relu, inputs: [layout, layout]), [x, y],
      Reference.activation(zip(x.floats, y.floats).map { Double($0) + Double($1) }, .relu))
    try check(
      kernels.activation(.relu6, input: layout), [x], Reference.activation(doubles, .relu6))
    try check(kernels.flatten(input: layout), [x], Reference.flatten(doubles, shape: x.shape))
    try check(
      kernels.globalAveragePooling(input: layout), [x],
      Reference.adaptiveAveragePooling(doubles, shape: x.shape, height: 1, width: 1))
    let scale = try Self.random([20], 8)
    let shift = try Self.random([20], 9)
    try check(
      kernels.channelAffine(scale: scale, shift: shift, input: layout), [x],
      Reference.channelAffine(
        doubles, scale: scale.floats.map(Double.init), shift: shift.floats.map(Double.init)))
    let z = try Self.random([2, 3, 5, 24], 10)
    try check(
      kernels.concatenation(inputs: [layout, Layout(plain: z.shape)]), [x, z],
      Reference.concatenation([doubles, z.floats.map(Double.init)], channels: [20, 24]))
    let rows = try Self.random([4, 50], 11)
    let weight = try Self.random([7, 50], 12)
    let bias = try Self.random([7], 13)
    try check(
      kernels.linear(
        LinearDescription(weight: weight, bias: bias, activation: .relu),
        input: Layout(plain: rows.shape)), [rows],
      Reference.activation(
        Reference.linear(
          rows.floats.map(Double.init), batch: 4, weight: weight.floats.map(Double.init),
          bias: bias.floats.map(Double.init)), .relu))
  }

  private func expectClose(_ found: [Float], _ expected: [Double], within tolerance: Double) {
    KernelRun.expectClose(found, expected, within: tolerance)
  }
}
