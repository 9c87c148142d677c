import Tensors

@testable import Kernels

extension GradientTests {
  /// Norms, with their own batch's statistics and with constant ones.
  static let norms: [GradientRule] =
    [batchNorm(isConstant: false)]
    + [map, [5, 4]].flatMap { shape in
      [nil, ActivationFunction.relu, .relu6].map { constantNorm($0, shape) }
    }

  private static let epsilon = 1e-3

  /// A norm by the statistics of the first two of three images; inputs x, γ, β.
  /// - Parameter isConstant: Whether the gradient takes the statistics for constants: the usual mistake.
  static func batchNorm(isConstant: Bool) -> GradientRule {
    let shape: Shape = [3, 3, 2, 3]
    let (channels, positions, images) = (3, 6, [2.0])
    let centre = GradientRule.random(channels, 7)
    @Sendable func statistics(_ inputs: [[Double]]) -> [[Double]] {
      let sums = Reference.evaluate(.moments(shape), [inputs[0], centre, images])
      return Reference.evaluate(
        .batchStatistics(channels: channels, positions: positions, epsilon: epsilon),
        sums + [centre, inputs[1], inputs[2], images])
    }
    return GradientRule(
      isConstant ? "a norm taken for constant" : "a norm by the batch's statistics",
      inputs: [
        GradientRule.random(shape.elementCount, 1), GradientRule.random(channels, 2),
        GradientRule.random(channels, 3),
      ],
      counted: 2 * positions * channels,
      forward: { inputs in
        let factors = statistics(inputs).suffix(2)
        return Reference.evaluate(
          .scaleShift(nil, addsResidual: false, shape), [inputs[0]] + factors)
      },
      backward: { inputs, _, gradients in
        let found = statistics(inputs)
        let sums = Reference.evaluate(
          .gradientMoments(shape), [gradients[0], inputs[0], found[0], images])
        let lists = Reference.evaluate(
          .batchNormGradient(channels: channels, positions: positions, epsilon: epsilon),
          sums + [found[0], found[1], inputs[1], images])
        let result =
          isConstant
          ? Reference.evaluate(.channelScale(shape), [gradients[0], found[2]])
          : Reference.evaluate(
            .batchNormInputGradient(shape),
            [gradients[0], inputs[0], found[0], lists[2], lists[3], lists[4], images])
        return [0: result[0], 1: lists[0], 2: lists[1]]
      })
  }

  /// `f(γ·(x − mean)/σ + β + r)`; inputs x, γ, β, r.
  private static func constantNorm(
    _ function: ActivationFunction?, _ shape: Shape
  ) -> GradientRule {
    let channels = shape.channels
    let mean = GradientRule.random(channels, 8)
    let variance = GradientRule.random(channels, 9).map { abs($0) + 0.5 }
    let images = [Double(shape[0])]
    @Sendable func factors(_ inputs: [[Double]]) -> [[Double]] {
      Reference.evaluate(
        .normFactors(channels: channels, epsilon: epsilon), [inputs[1], inputs[2], mean, variance])
    }
    return GradientRule(
      "a norm by constants, \(shape), \(String(describing: function))",
      inputs: [
        GradientRule.random(shape.elementCount, 1), GradientRule.random(channels, 2),
        GradientRule.random(channels, 3), GradientRule.random(shape.elementCount, 4),
      ],
      forward: { inputs in
        Reference.evaluate(
          .scaleShift(function, addsResidual: true, shape),
          [inputs[0]] + factors(inputs) + [inputs[3]])
      },
      backward: { inputs, outputs, gradients in
        let gated = Reference.evaluate(
          .gatedSum(function, terms: 1, shape),
          (function == nil ? [] : [outputs[0]]) + [gradients[0]])
        let sums = Reference.evaluate(
          .gradientMoments(shape), [gated[0], inputs[0], mean, images])
        let lists = Reference.evaluate(
          .normParameterGradient(channels: channels, epsilon: epsilon), sums + [variance])
        let result = Reference.evaluate(.channelScale(shape), [gated[0], factors(inputs)[0]])
        return [0: result[0], 1: lists[0], 2: lists[1], 3: gated[0]]
      })
  }

  static let folded: [GradientRule] = [geometries[0], geometries[6], geometries[7]].flatMap {
    geometry in
    [true, false].map { foldedConvolution(geometry, hasBias: $0) }
  }

  /// A convolution with a norm by constants multiplied into its weight; inputs x, w, γ, β and, with a bias, b.
  static func foldedConvolution(
    _ geometry: ConvolutionGeometry, hasBias: Bool, forgetsBias: Bool = false
  ) -> GradientRule {
    let (shape, groups, channels) = (
      geometry.weightShape, geometry.groups, geometry.outputChannels
    )
    let mean = GradientRule.random(channels, 8)
    let variance = GradientRule.random(channels, 9).map { abs($0) + 0.5 }
    return GradientRule(
      "a folded norm, \(geometry), bias \(hasBias)",
      inputs: [
        GradientRule.random(geometry.inputShape.elementCount, 1),
        GradientRule.random(shape.elementCount, 2), GradientRule.random(channels, 3),
        GradientRule.random(channels, 4),
      ] + (hasBias ? [GradientRule.random(channels, 5)] : []),
      forward: { inputs in
        let parameters = Reference.evaluate(
          .foldNorm(weight: shape, groups: groups, hasBias: hasBias, epsilon: epsilon),
          [inputs[1]] + inputs.dropFirst(4) + [inputs[2], inputs[3], mean, variance])
        return Reference.evaluate(
          .convolution(geometry, hasBias: true, activation: nil), [inputs[0]] + parameters)
      },
      backward: { inputs, _, gradients in
        let found = Reference.evaluate(
          .convolutionWeightGradient(geometry, hasBias: true), [inputs[0], gradients[0]])
        let bias = inputs.dropFirst(4).map { forgetsBias ? $0.map { _ in 0 } : $0 }
        let lists = Reference.evaluate(
          .foldNormGradient(weight: shape, groups: groups, hasBias: hasBias, epsilon: epsilon),
          found + [inputs[1]] + bias + [inputs[2], mean, variance])
        return hasBias
          ? [1: lists[0], 4: lists[1], 2: lists[2], 3: lists[3]]
          : [1: lists[0], 2: lists[1], 3: lists[2]]
      })
  }
}
