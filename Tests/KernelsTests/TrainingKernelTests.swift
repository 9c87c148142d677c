import CLoops
import Tensors
import Testing

@testable import Kernels

/// The fast training kernels against the definitions in double precision.
@Suite struct TrainingKernelTests {
  typealias Axis = ConvolutionDescription.Axis

  static let elementTypes: [ElementType] = [.float32, .bfloat16].filter {
    (try? OneDNN().requireSupport(for: $0)) != nil
  }

  static let formats: [MapFormat] = [.plain, .blocked(16), .blocked(8), .blocked(4)]

  // MARK: Loops

  static let shapes: [Shape] = [
    [3, 5, 7, 16], [3, 5, 7, 24], [2, 9, 8, 5], [2, 1, 1, 40], [3, 37], [2, 3, 3, 3],
  ]

  static let elementwise: [TrainingOperation] = shapes.flatMap { shape -> [TrainingOperation] in
    [
      .activation(.relu, shape), .activation(.relu6, shape),
      .addition(nil, shape), .addition(.relu, shape), .addition(.relu6, shape),
      .gatedSum(nil, terms: 1, shape), .gatedSum(nil, terms: 3, shape),
      .gatedSum(.relu, terms: 1, shape), .gatedSum(.relu, terms: 2, shape),
      .gatedSum(.relu6, terms: 3, shape), .gatedSum(.relu6, terms: 4, shape),
      .mask(shape), .imageScale(shape),
    ]
  }

  static let norms: [TrainingOperation] = shapes.flatMap { shape -> [TrainingOperation] in
    [
      .moments(shape), .gradientMoments(shape), .batchNormInputGradient(shape),
      .channelScale(shape),
    ]
      + [nil, .relu, .relu6].flatMap { function in
        [true, false].map { .scaleShift(function, addsResidual: $0, shape) }
      }
  }

  static let lists: [TrainingOperation] = [
    .batchStatistics(channels: 9, positions: 35, epsilon: 1e-5),
    .normFactors(channels: 9, epsilon: 1e-5),
    .runningStatistics(channels: 9, positions: 35, momentum: 0.1),
    .runningStatistics(channels: 9, positions: 1, momentum: 0.1),
    .batchNormGradient(channels: 9, positions: 35, epsilon: 1e-5),
    .normParameterGradient(channels: 9, epsilon: 1e-5),
    .columnSum(rows: 3, columns: 19),
    .softmaxCrossEntropy(rows: 3, classes: 7),
    .softmaxCrossEntropyGradient(rows: 3, classes: 7),
  ]

  static let reshaping: [TrainingOperation] = shapes.filter { $0.rank == 4 }.flatMap {
    shape -> [TrainingOperation] in
    [
      .globalAveragePooling(shape), .globalAveragePoolingGradient(shape), .flatten(shape),
      .flattenGradient(shape),
    ]
  }

  static let joins: [TrainingOperation] = [[16, 32, 16], [24, 16], [3, 5]].flatMap {
    channels -> [TrainingOperation] in
    [.concatenation(batch: 2, height: 3, width: 5, channels: channels)]
      + channels.indices.map {
        .concatenationGradient(batch: 2, height: 3, width: 5, channels: channels, index: $0)
      }
  }

  static let products: [TrainingOperation] = [1, 3, 32].flatMap { rows -> [TrainingOperation] in
    [
      .linear(rows: rows, inputs: 37, outputs: 5, hasBias: true),
      .linear(rows: rows, inputs: 64, outputs: 16, hasBias: false),
      .linearInputGradient(rows: rows, inputs: 37, outputs: 5),
      .linearWeightGradient(rows: rows, inputs: 37, outputs: 5),
    ]
  }

  @Test(arguments: elementwise + norms + lists + reshaping + joins + products)
  func kernelsAgreeWithTheDefinitions(operation: TrainingOperation) throws {
    for elementType in Self.elementTypes {
      for format in Self.formats { try check(operation, elementType, format) }
    }
  }

  @Test(arguments: elementwise + norms + lists)
  func everyPathOfTheLoopsGivesTheSameBits(operation: TrainingOperation) throws {
    let paths = [graft_loop_path_plain, graft_loop_path_avx2, graft_loop_path_avx512].filter {
      $0.rawValue <= graft_best_loop_path().rawValue
    }
    for elementType in Self.elementTypes {
      for format in Self.formats {
        let hints = try hints(operation, elementType, format)
        let results = try paths.map { path in
          let kernel = try #require(
            try Loops(path: path).kernel(operation, inputs: hints, elementType: elementType))
          return try TrainingKernelRun(kernel, operation, Self.inputs(operation)).outputs
        }
        #expect(results.allSatisfy { $0 == results[0] })
      }
    }
  }

  /// Channels whose values differ little and lie far from zero, as they do behind a bias.
  @Test(arguments: formats)
  func aVarianceIsGoodFarFromZero(format: MapFormat) throws {
    let shape: Shape = [2, 40, 30, 24]
    let moments = TrainingOperation.moments(shape)
    let statistics = TrainingOperation.batchStatistics(
      channels: 24, positions: 1200, epsilon: 1e-5)
    var inputs = Self.inputs(moments)
    inputs[0] = inputs[0].map { 1000 + 0.1 * $0 }
    inputs[1] = inputs[1].map { 1000 + 0.1 * $0 }
    inputs[2] = [2]
    let kernels = OneDNN()
    let sums = try TrainingKernelRun(
      kernels.training(
        moments, inputs: [Layout(shape, .float32, format)], elementType: .float32), moments, inputs)
    let ones = [Float](repeating: 1, count: 24)
    let found = try TrainingKernelRun(
      kernels.training(statistics, inputs: [], elementType: .float32), statistics,
      sums.outputs + [inputs[1], ones, ones, [2]])
    let mean = Reference.globalMean(inputs[0].map(Double.init), channels: 24)
    let deviations = inputs[0].enumerated().map { Double($1) - mean[$0 % 24] }
    let variance = Reference.globalMean(deviations.map { $0 * $0 }, channels: 24)
    for channel in 0..<24 {
      #expect(abs(Double(found.outputs[0][channel]) - mean[channel]) < 1e-4)
      #expect(abs(Double(found.outputs[1][channel]) / variance[channel] - 1) < 1e-5)
    }
  }

  // MARK: Convolutions

  static let convolutions: [ConvolutionGeometry] = [
    geometry((9, 7), (16, 32), kernel: 3, padding: (1, 1)),
    geometry((14, 13), (32, 48), kernel: 3, padding: (1, 1)),
    geometry((8, 8), (24, 40), kernel: 3, padding: (1, 1)),
    geometry((8, 8), (40, 24), kernel: 1),
    geometry((9, 9), (32, 16), kernel: 1, stride: 2),
    geometry((17, 16), (3, 24), kernel: 7, stride: 2, padding: (3, 3)),
    geometry((12, 12), (3, 16), kernel: 3, stride: 2, padding: (0, 1)),
    geometry((9, 9), (16, 16), kernel: 3, dilation: 2, padding: (2, 2)),
    geometry((9, 9), (20, 5), kernel: 3, padding: (1, 1)),
    geometry((14, 13), (32, 48), kernel: 3, stride: 2, padding: (1, 1)),
    geometry((12, 12), (24, 16), kernel: 5, stride: 2, padding: (1, 2)),
    geometry((1, 2), (16, 16), kernel: 3, stride: 2, padding: (1, 1)),
    geometry((140, 32), (16, 16), kernel: 3, stride: 2, padding: (1, 1)),
    geometry((9, 8), (32, 64), groups: 4, kernel: 3, padding: (1, 1)),
    geometry((9, 8), (32, 32), groups: 8, kernel: 3, stride: 2, padding: (1, 1)),
    geometry((9, 8), (12, 6), groups: 3, kernel: 3, padding: (1, 1)),
    geometry((9, 8), (64, 64), groups: 2, kernel: 1),
    geometry((9, 8), (24, 24), groups: 24, kernel: 3, padding: (1, 1)),
    geometry((12, 12), (32, 32), groups: 32, kernel: 3, stride: 2, padding: (0, 1)),
    geometry((9, 8), (24, 24), groups: 24, kernel: 5, padding: (2, 2)),
    geometry((12, 12), (40, 40), groups: 40, kernel: 5, stride: 2, padding: (1, 2)),
    geometry((11, 11), (16, 16), groups: 16, kernel: 3, dilation: 2, padding: (2, 2)),
    geometry((7, 7), (16, 16), groups: 16, kernel: 7, padding: (3, 3)),
    geometry((2, 1), (16, 16), groups: 16, kernel: 5, padding: (2, 2)),
    geometry((9, 8), (16, 32), groups: 16, kernel: 3, padding: (1, 1)),
  ]

  static func geometry(
    _ size: (Int, Int), _ channels: (Int, Int), groups: Int = 1, kernel: Int, stride: Int = 1,
    dilation: Int = 1, padding: (Int, Int) = (0, 0)
  ) -> ConvolutionGeometry {
    func axis(_ length: Int) -> Axis {
      let reach = (kernel - 1) * dilation + 1
      return Axis(
        input: length, output: (length + padding.0 + padding.1 - reach) / stride + 1,
        kernel: kernel, stride: stride, dilation: dilation, paddingBefore: padding.0,
        paddingAfter: padding.1)
    }
    return ConvolutionGeometry(
      batch: 2, inputChannels: channels.0, outputChannels: channels.1, groups: groups,
      vertical: axis(size.0), horizontal: axis(size.1))
  }

  @Test(arguments: convolutions)
  func convolutionsAndTheirGradientsAgreeWithTheDefinitions(geometry: ConvolutionGeometry) throws {
    for elementType in Self.elementTypes {
      for operation: TrainingOperation in [
        .convolution(geometry, hasBias: false, activation: nil),
        .convolution(geometry, hasBias: true, activation: .relu),
        .convolution(geometry, hasBias: true, activation: .relu6),
        .convolutionInputGradient(geometry),
        .convolutionWeightGradient(geometry, hasBias: false),
        .convolutionWeightGradient(geometry, hasBias: true),
      ] {
        try check(operation, elementType, .blocked(16))
      }
    }
  }

  @Test(arguments: convolutions.filter(\.isDepthwise), [MapFormat.blocked(16), .blocked(8)])
  func everyPathOfTheDepthwiseGradientAgreesWithTheDefinition(
    geometry: ConvolutionGeometry, format: MapFormat
  ) throws {
    guard case .blocked(let lanes) = format else { return }
    let operation = TrainingOperation.convolutionWeightGradient(geometry, hasBias: true)
    for elementType in Self.elementTypes {
      for path in [graft_loop_path_plain, graft_loop_path_avx2, graft_loop_path_avx512]
      where path.rawValue <= graft_best_loop_path().rawValue {
        let kernel = try Loops(path: path).depthwiseWeightGradient(
          geometry, hasBias: true, elementType: elementType, lanes: lanes)
        expectClose(try TrainingKernelRun(kernel, operation, Self.inputs(operation)), operation)
      }
    }
  }

  @Test(arguments: convolutions.filter { $0.groups == 1 }, [MapFormat.blocked(16), .blocked(8)])
  func everyPathOfTheWeightGradientAgreesWithTheDefinition(
    geometry: ConvolutionGeometry, format: MapFormat
  ) throws {
    guard case .blocked(let lanes) = format else { return }
    let operation = TrainingOperation.convolutionWeightGradient(geometry, hasBias: true)
    for path in [graft_loop_path_plain, graft_loop_path_avx2, graft_loop_path_avx512]
    where path.rawValue <= graft_best_loop_path().rawValue {
      let kernel = try Loops(path: path).convolutionWeightGradient(
        geometry, hasBias: true, lanes: lanes)
      expectClose(try TrainingKernelRun(kernel, operation, Self.inputs(operation)), operation)
    }
  }

  /// The weights lie as their gradients do, and every other way.
  @Test(arguments: convolutions)
  func foldingANormAgreesWithTheDefinition(geometry: ConvolutionGeometry) throws {
    let gradient = try OneDNN().training(
      .convolutionWeightGradient(geometry, hasBias: false), inputs: [], elementType: .float32)
    let (shape, groups) = (geometry.weightShape, geometry.groups)
    for layout in [gradient.outputs[0], geometry.plainWeight] {
      for hasBias in [false, true] {
        for operation: TrainingOperation in [
          .foldNorm(weight: shape, groups: groups, hasBias: hasBias, epsilon: 1e-3),
          .foldNormGradient(weight: shape, groups: groups, hasBias: hasBias, epsilon: 1e-3),
        ] {
          let kernel = try OneDNN().training(operation, inputs: [layout], elementType: .float32)
          #expect(kernel.inputs[0] == layout && kernel.outputs[0] == layout)
          try check(kernel, operation)
        }
      }
    }
  }

  // MARK: Pooling

  @Test(arguments: poolings, [16, 24, 5])
  func poolingsAndTheirGradientsAgreeWithTheDefinitions(
    description: PoolingDescription, channels: Int
  ) throws {
    let forward = TrainingOperation.pooling(description, batch: 2, channels: channels)
    let backward = TrainingOperation.poolingGradient(description, batch: 2, channels: channels)
    for elementType in Self.elementTypes {
      for format in Self.formats {
        let kernel = try OneDNN().training(
          forward, inputs: hints(forward, elementType, format), elementType: elementType)
        let run = try TrainingKernelRun(kernel, forward, Self.inputs(forward))
        expectClose(run, forward)
        // The gradient is planned by how the winners lie, whatever the gradient's layout is now.
        var inputs = Self.inputs(backward)
        var hints = [Layout(plain: description.outputShape(batch: 2, channels: channels))]
        var opaque: [Int: AlignedStorage] = [:]
        if description.function == .maximum {
          let winners = Reference.evaluate(forward, run.inputs)[1]
          inputs[1] = winners
          hints.append(kernel.outputs[1])
          opaque[1] = run.outputBlocks[1]
        }
        let gradient = try OneDNN().training(backward, inputs: hints, elementType: elementType)
        expectClose(
          try TrainingKernelRun(gradient, backward, inputs, opaque: opaque), backward)
      }
    }
  }

  static let poolings: [PoolingDescription] = {
    let functions: [PoolingDescription.Function] = [
      .maximum, .averageCountingPadding, .averageWithoutPadding,
    ]
    return functions.flatMap { function in
      [(3, 2, 1, false), (3, 2, 0, true), (2, 2, 0, false), (3, 1, 1, false), (3, 2, 1, true)].map {
        (kernel, stride, padding, roundsUp) in
        func axis(_ length: Int) -> Axis {
          let room = length + 2 * padding - kernel
          let output = (room + (roundsUp ? stride - 1 : 0)) / stride + 1
          return Axis(
            input: length, output: output, kernel: kernel, stride: stride, paddingBefore: padding,
            paddingAfter: max(0, (output - 1) * stride + kernel - length - padding))
        }
        return PoolingDescription(function: function, vertical: axis(9), horizontal: axis(8))
      }
    }
  }()

  @Test(arguments: [(4, 4), (8, 8), (1, 1), (3, 2), (5, 8)], [20, 32])
  func adaptivePoolingsAgreeWithTheDefinition(size: (Int, Int), channels: Int) throws {
    let shape: Shape = [2, 8, 8, channels]
    for elementType in Self.elementTypes {
      for format in Self.formats {
        try check(
          .adaptiveAveragePooling(shape, height: size.0, width: size.1), elementType, format)
        try check(
          .adaptiveAveragePoolingGradient(shape, height: size.0, width: size.1), elementType,
          format)
      }
    }
  }

  // MARK: What the suite compares

  /// In every place that the kernel may write to.
  private func check(
    _ operation: TrainingOperation, _ elementType: ElementType, _ format: MapFormat
  ) throws {
    try check(
      OneDNN().training(
        operation, inputs: hints(operation, elementType, format), elementType: elementType),
      operation)
  }

  private func check(_ kernel: any TrainingKernel, _ operation: TrainingOperation) throws {
    let inputs = Self.inputs(operation)
    let run = try TrainingKernelRun(kernel, operation, inputs)
    expectClose(run, operation)
    for index in kernel.inPlaceInputs {
      let inPlace = try TrainingKernelRun(kernel, operation, inputs, inPlace: index)
      #expect(inPlace.outputs == run.outputs, "in place of input \(index)")
    }
  }

  /// Every map in the given format.
  private func hints(
    _ operation: TrainingOperation, _ elementType: ElementType, _ format: MapFormat
  ) throws -> [Layout] {
    try operation.plainLayouts(elementType: elementType).inputs.map {
      $0.mapFormat == nil ? $0 : try Layout($0.shape, elementType, format)
    }
  }

  /// Sums in single precision; maps in bfloat16 are rounded to 8 bits once, but where oneDNN adds the shares of
  /// up to nine windows in bfloat16.
  private func expectClose(_ run: TrainingKernelRun, _ operation: TrainingOperation) {
    let expected = Reference.evaluate(operation, run.inputs.map { $0.map(Double.init) })
    for (index, layout) in run.kernel.outputs.enumerated() where !run.outputs[index].isEmpty {
      let found = run.outputs[index]
      let rounding = if case .poolingGradient = operation { 1.6e-2 } else { 4e-3 }
      let tolerance = layout.elementType == .bfloat16 ? rounding : 2e-5
      let magnitude = max(expected[index].map(abs).max() ?? 0, 1e-3)
      let worst = zip(found, expected[index]).reduce(0) {
        let error = abs(Double($1.0) - $1.1)
        return error.isNaN ? .infinity : max($0, error)
      }
      #expect(
        found.count == expected[index].count && worst <= tolerance * magnitude,
        "output \(index) of \(operation), \(run.kernel.inputs[0].elementType): \(worst / magnitude)"
      )
    }
  }

  /// Normal numbers; positive ones where a variance is read, one image less than there are where images are
  /// counted, rows of targets adding up to 1.
  static func inputs(_ operation: TrainingOperation) -> [[Float]] {
    let layouts = operation.plainLayouts().inputs
    var inputs = layouts.enumerated().map { index, layout -> [Float] in
      var stream = RandomStream(seed: 5, purpose: .test, UInt64(index))
      return (0..<layout.shape.elementCount).map { _ in stream.nextNormal() * 2 }
    }
    for index in operation.variances { inputs[index] = inputs[index].map { abs($0) + 0.5 } }
    if let index = operation.imageCount {
      inputs[index] = [Float(max(layouts[0].shape.rank > 1 ? layouts[0].shape[0] - 1 : 3, 1))]
    }
    if case .softmaxCrossEntropy(let rows, let classes) = operation {
      for row in 0..<rows {
        let range = row * classes..<(row + 1) * classes
        let total = range.reduce(0) { $0 + abs(inputs[1][$1]) }
        for index in range { inputs[1][index] = abs(inputs[1][index]) / total }
      }
    }
    return inputs
  }
}

extension TrainingOperation {
  /// Which inputs are variances.
  fileprivate var variances: [Int] {
    switch self {
    case .normFactors, .runningStatistics, .batchNormGradient: [3]
    case .normParameterGradient: [2]
    case .foldNorm, .foldNormGradient: [plainLayouts().inputs.count - 1]
    default: []
    }
  }

  /// Which input says how many images count.
  fileprivate var imageCount: Int? {
    switch self {
    case .moments, .gradientMoments, .batchStatistics, .runningStatistics, .batchNormGradient,
      .batchNormInputGradient:
      plainLayouts().inputs.count - 1
    default: nil
    }
  }
}

extension Reference {
  /// The mean of each channel over everything else.
  fileprivate static func globalMean(_ values: [Double], channels: Int) -> [Double] {
    channelSums(values, channels).map { $0 / Double(values.count / channels) }
  }
}
