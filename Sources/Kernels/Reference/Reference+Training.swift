import Foundation

extension Reference {
  /// What `operation` writes for what it reads, straight from its definition and in any precision.
  ///
  /// The gradients here are written from the formulas, not derived: central differences in double
  /// precision check them.
  public static func evaluate<Scalar: BinaryFloatingPoint>(
    _ operation: TrainingOperation, _ inputs: [[Scalar]]
  ) -> [[Scalar]] {
    switch operation {
    case .linear(let rows, _, _, _):
      return [
        linear(
          inputs[0], batch: rows, weight: inputs[1], bias: inputs.count > 2 ? inputs[2] : nil)
      ]
    case .linearInputGradient(let rows, let features, let outputs):
      return [
        product(rows, features, outputs) {
          inputs[0][$0 * outputs + $2] * inputs[1][$2 * features + $1]
        }
      ]
    case .linearWeightGradient(let rows, let features, let outputs):
      return [
        product(outputs, features, rows) {
          inputs[1][$2 * outputs + $0] * inputs[0][$2 * features + $1]
        }
      ]
    case .columnSum(let rows, let columns):
      return [product(1, columns, rows) { _, column, row in inputs[0][row * columns + column] }]
    case .convolution(let geometry, _, let function):
      let sums = convolution(
        inputs[0], weight: inputs[1], bias: inputs.count > 2 ? inputs[2] : nil, geometry: geometry)
      return [function.map { activation(sums, $0) } ?? sums]
    case .convolutionInputGradient(let geometry):
      return [convolutionInputGradient(inputs[0], weight: inputs[1], geometry: geometry)]
    case .convolutionWeightGradient(let geometry, let hasBias):
      let weight = convolutionWeightGradient(inputs[0], inputs[1], geometry: geometry)
      return hasBias ? [weight, channelSums(inputs[1], geometry.outputChannels)] : [weight]

    case .pooling(let description, let batch, let channels):
      let output = pooling(inputs[0], batch: batch, channels: channels, description)
      guard description.function == .maximum else { return [output] }
      return [output, winners(inputs[0], batch: batch, channels: channels, description)]
    case .poolingGradient(let description, let batch, let channels):
      return [
        poolingGradient(
          inputs[0], winners: inputs.count > 1 ? inputs[1] : nil, batch: batch,
          channels: channels, description)
      ]
    case .adaptiveAveragePooling(let shape, let height, let width):
      return [adaptiveAveragePooling(inputs[0], shape: shape, height: height, width: width)]
    case .adaptiveAveragePoolingGradient(let shape, let height, let width):
      return [
        adaptiveAveragePoolingGradient(inputs[0], shape: shape, height: height, width: width)
      ]
    case .concatenation(_, _, _, let channels):
      return [concatenation(inputs, channels: channels)]
    case .concatenationGradient(_, _, _, let channels, let index):
      let whole = channels.reduce(0, +)
      let first = channels[..<index].reduce(0, +)
      return [
        (0..<inputs[0].count / whole).flatMap {
          inputs[0][$0 * whole + first..<$0 * whole + first + channels[index]]
        }
      ]
    case .globalAveragePooling(let shape):
      return [
        product(shape[0], shape.channels, shape.positions) {
          inputs[0][($0 * shape.positions + $2) * shape.channels + $1] / Scalar(shape.positions)
        }
      ]
    case .globalAveragePoolingGradient(let shape):
      let channels = shape.channels
      return [
        (0..<shape.elementCount).map {
          inputs[0][$0 / (shape.positions * channels) * channels + $0 % channels]
            / Scalar(shape.positions)
        }
      ]
    case .flatten(let shape):
      return [flatten(inputs[0], shape: [shape[0], shape.positions, 1, shape.channels])]
    case .flattenGradient(let shape):
      return [flatten(inputs[0], shape: [shape[0], shape.channels, 1, shape.positions])]

    case .activation(let function, _):
      return [activation(inputs[0], function)]
    case .addition(let function, _):
      let sums = zip(inputs[0], inputs[1]).map { $0 + $1 }
      return [function.map { activation(sums, $0) } ?? sums]
    case .gatedSum(let function, _, _):
      let terms = function == nil ? inputs[...] : inputs.dropFirst()
      return [
        inputs[0].indices.map { index in
          if let function, isFlat(function, at: inputs[0][index]) { return 0 }
          return terms.reduce(0) { $0 + $1[index] }
        }
      ]
    case .mask:
      return [zip(inputs[0], inputs[1]).map { $0 * $1 }]
    case .imageScale(let shape):
      let count = shape.elementCount / shape[0]
      return [inputs[0].indices.map { inputs[0][$0] * inputs[1][$0 / count] }]

    case .moments, .batchStatistics, .normFactors, .runningStatistics, .scaleShift,
      .gradientMoments, .batchNormGradient, .batchNormInputGradient, .normParameterGradient,
      .channelScale, .foldNorm, .foldNormGradient:
      return evaluateNorm(operation, inputs)

    case .softmaxCrossEntropy(_, let classes):
      return softmaxCrossEntropy(inputs, classes)
    case .softmaxCrossEntropyGradient(_, let classes):
      return [
        inputs[0].indices.map { inputs[2][$0 / classes] * (inputs[0][$0] - inputs[1][$0]) }
      ]
    }
  }

  /// `result[i, j] = Σₖ term(i, j, k)`
  static func product<Scalar: BinaryFloatingPoint>(
    _ rows: Int, _ columns: Int, _ terms: Int, _ term: (Int, Int, Int) -> Scalar
  ) -> [Scalar] {
    (0..<rows * columns).map { index in
      (0..<terms).reduce(0) { $0 + term(index / columns, index % columns, $1) }
    }
  }

  private static func isFlat<Scalar: BinaryFloatingPoint>(
    _ function: ActivationFunction, at output: Scalar
  ) -> Bool {
    switch function {
    case .relu: output <= 0
    case .relu6: output <= 0 || output >= 6
    }
  }

  private static func softmaxCrossEntropy<Scalar: BinaryFloatingPoint>(
    _ inputs: [[Scalar]], _ classes: Int
  ) -> [[Scalar]] {
    var softmax: [Scalar] = []
    var losses: [Scalar] = []
    for start in stride(from: 0, to: inputs[0].count, by: classes) {
      let logits = inputs[0][start..<start + classes]
      let targets = inputs[1][start..<start + classes]
      let largest = logits.max() ?? 0
      let exponentials = logits.map { Scalar(exp(Double($0 - largest))) }
      let total = exponentials.reduce(0, +)
      softmax += exponentials.map { $0 / total }
      let logTotal = largest + Scalar(log(Double(total)))
      losses.append(zip(logits, targets).reduce(0) { $0 + $1.1 * (logTotal - $1.0) })
    }
    return [softmax, losses]
  }
}
