import Tensors
import Testing

@testable import Kernels

/// Each gradient's formula against central differences, in double precision.
@Suite struct GradientTests {
  typealias Axis = ConvolutionDescription.Axis

  static let rules: [GradientRule] =
    matrices + elementwise + convolutions + poolings + reshapings + norms + folded + [loss]

  @Test(arguments: rules)
  func aGradientAgreesWithCentralDifferences(rule: GradientRule) {
    #expect(rule.worstError() < 1e-6)
  }

  /// For every gradient of every rule.
  @Test(arguments: rules)
  func theCheckCatchesAGradientThatIsOnePerCentOff(rule: GradientRule) {
    #expect(!rule.targets.isEmpty)
    for target in rule.targets {
      #expect(rule.worstError(spoiling: (target, 1.01)) > 1e-4)
    }
  }

  @Test(arguments: wrong)
  func theCheckCatchesAWrongRule(rule: GradientRule) {
    #expect(rule.worstError() > 1e-2)
  }

  // MARK: The rules

  static let matrices: [GradientRule] = [
    .direct(
      .linear(rows: 3, inputs: 5, outputs: 4, hasBias: true),
      [
        (0, .linearInputGradient(rows: 3, inputs: 5, outputs: 4), [.gradient, .input(1)]),
        (1, .linearWeightGradient(rows: 3, inputs: 5, outputs: 4), [.input(0), .gradient]),
        (2, .columnSum(rows: 3, columns: 4), [.gradient]),
      ])
  ]

  static let map: Shape = [2, 3, 2, 3]

  static let elementwise: [GradientRule] =
    [map, [3, 7]].flatMap { shape -> [GradientRule] in
      [
        activation(.relu, shape), activation(.relu6, shape), twoReaders(.relu, shape),
        twoReaders(.relu6, shape),
        .direct(
          .addition(nil, shape),
          [
            (0, .gatedSum(nil, terms: 1, shape), [.gradient]),
            (1, .gatedSum(nil, terms: 1, shape), [.gradient]),
          ]),
        .direct(
          .addition(.relu6, shape),
          [
            (0, .gatedSum(.relu6, terms: 1, shape), [.output(0), .gradient]),
            (1, .gatedSum(.relu6, terms: 1, shape), [.output(0), .gradient]),
          ]),
        .direct(.mask(shape), [(0, .mask(shape), [.gradient, .input(1)])]),
        .direct(.imageScale(shape), [(0, .imageScale(shape), [.gradient, .input(1)])]),
      ]
    }

  private static func activation(_ function: ActivationFunction, _ shape: Shape) -> GradientRule {
    .direct(
      .activation(function, shape),
      [(0, .gatedSum(function, terms: 1, shape), [.output(0), .gradient])])
  }

  /// An activation whose result two others read.
  private static func twoReaders(_ function: ActivationFunction, _ shape: Shape) -> GradientRule {
    GradientRule(
      "two readers of \(function), \(shape)",
      inputs: [GradientRule.random(shape.elementCount, 1)],
      forward: { inputs in
        let output = Reference.evaluate(.activation(function, shape), inputs)[0]
        return [output, output]
      },
      backward: { _, outputs, gradients in
        [0: Reference.evaluate(.gatedSum(function, terms: 2, shape), [outputs[0]] + gradients)[0]]
      })
  }

  static func geometry(
    _ size: (Int, Int), _ channels: (Int, Int), groups: Int = 1, kernel: Int, stride: Int = 1,
    dilation: Int = 1, padding: (Int, Int) = (0, 0)
  ) -> ConvolutionGeometry {
    TrainingKernelTests.geometry(
      size, channels, groups: groups, kernel: kernel, stride: stride, dilation: dilation,
      padding: padding)
  }

  static let geometries: [ConvolutionGeometry] = [
    geometry((5, 4), (2, 3), kernel: 3, padding: (1, 1)),
    geometry((4, 3), (3, 2), kernel: 1),
    geometry((5, 5), (2, 2), kernel: 1, stride: 2),
    geometry((6, 5), (2, 2), kernel: 3, stride: 2, padding: (0, 1)),
    geometry((6, 6), (2, 2), kernel: 3, stride: 2, padding: (1, 0)),
    geometry((5, 6), (1, 2), kernel: 3, dilation: 2, padding: (2, 2)),
    geometry((4, 4), (4, 6), groups: 2, kernel: 3, padding: (1, 1)),
    geometry((5, 4), (3, 3), groups: 3, kernel: 3, padding: (1, 1)),
    geometry((6, 6), (3, 3), groups: 3, kernel: 5, stride: 2, padding: (1, 2)),
    geometry((4, 4), (2, 4), groups: 2, kernel: 3, padding: (1, 1)),
  ]

  static let convolutions: [GradientRule] = geometries.map { geometry in
    .direct(
      .convolution(geometry, hasBias: true, activation: nil),
      [
        (0, .convolutionInputGradient(geometry), [.gradient, .input(1)]),
        (1, .convolutionWeightGradient(geometry, hasBias: true), [.input(0), .gradient]),
      ])
  }

  static func pooling(
    _ function: PoolingDescription.Function, _ kernel: Int, _ stride: Int, _ padding: Int,
    roundsUp: Bool = false
  ) -> PoolingDescription {
    func axis(_ length: Int) -> Axis {
      let room = length + 2 * padding - kernel
      let output = (room + (roundsUp ? stride - 1 : 0)) / stride + 1
      return Axis(
        input: length, output: output, kernel: kernel, stride: stride, paddingBefore: padding,
        paddingAfter: max(0, (output - 1) * stride + kernel - length - padding))
    }
    return PoolingDescription(function: function, vertical: axis(6), horizontal: axis(5))
  }

  static let poolings: [GradientRule] = [
    PoolingDescription.Function.maximum, .averageCountingPadding, .averageWithoutPadding,
  ].flatMap { function in
    [
      pooling(function, 3, 2, 1), pooling(function, 3, 2, 0, roundsUp: true),
      pooling(function, 2, 2, 0), pooling(function, 3, 1, 1),
    ].map { description in
      .direct(
        .pooling(description, batch: 2, channels: 3),
        [
          (
            0, .poolingGradient(description, batch: 2, channels: 3),
            description.function == .maximum ? [.gradient, .output(1)] : [.gradient]
          )
        ])
    }
  }

  static let reshapings: [GradientRule] =
    [(3, 2), (2, 3), (5, 4), (1, 1)].map { height, width in
      .direct(
        .adaptiveAveragePooling([2, 5, 4, 3], height: height, width: width),
        [
          (
            0, .adaptiveAveragePoolingGradient([2, 5, 4, 3], height: height, width: width),
            [.gradient]
          )
        ])
    } + [
      .direct(
        .concatenation(batch: 2, height: 2, width: 3, channels: [3, 1, 2]),
        (0..<3).map { index in
          (
            index,
            .concatenationGradient(
              batch: 2, height: 2, width: 3, channels: [3, 1, 2], index: index), [.gradient]
          )
        }),
      .direct(.globalAveragePooling(map), [(0, .globalAveragePoolingGradient(map), [.gradient])]),
      .direct(.flatten(map), [(0, .flattenGradient(map), [.gradient])]),
    ]

  static let loss = GradientRule(
    "the loss",
    inputs: [GradientRule.random(15, 1)],
    forward: { inputs in
      let losses = Reference.evaluate(
        .softmaxCrossEntropy(rows: 3, classes: 5), [inputs[0], targets])[1]
      return [losses]
    },
    backward: { inputs, _, gradients in
      let softmax = Reference.evaluate(
        .softmaxCrossEntropy(rows: 3, classes: 5), [inputs[0], targets])[0]
      return [
        0: Reference.evaluate(
          .softmaxCrossEntropyGradient(rows: 3, classes: 5), [softmax, targets, gradients[0]])[0]
      ]
    })

  /// Rows that add up to 1.
  private static let targets: [Double] = {
    var values = GradientRule.random(15, 2).map { abs($0) }
    for row in 0..<3 {
      let total = values[row * 5..<row * 5 + 5].reduce(0, +)
      for index in row * 5..<row * 5 + 5 { values[index] /= total }
    }
    return values
  }()

  // MARK: Wrong ones

  /// Mistakes that people make.
  static let wrong: [GradientRule] = [
    .direct(
      .activation(.relu6, map), [(0, .gatedSum(.relu, terms: 1, map), [.output(0), .gradient])]),
    // The padding on the other side.
    .direct(
      .convolution(
        geometry((6, 6), (2, 2), kernel: 3, stride: 2, padding: (0, 1)), hasBias: true,
        activation: nil),
      [
        (
          0,
          .convolutionInputGradient(
            geometry((6, 6), (2, 2), kernel: 3, stride: 2, padding: (1, 0))),
          [.gradient, .input(1)]
        )
      ]),
    .direct(
      .pooling(pooling(.averageWithoutPadding, 3, 2, 1), batch: 2, channels: 3),
      [
        (
          0,
          .poolingGradient(pooling(.averageCountingPadding, 3, 2, 1), batch: 2, channels: 3),
          [.gradient]
        )
      ]),
    batchNorm(isConstant: true),
    foldedConvolution(geometries[0], hasBias: true, forgetsBias: true),
  ]
}
