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
    case .activation(let function, _):
      return [activation(inputs[0], function)]
    case .activationGradient(let function, _):
      return [zip(inputs[0], inputs[1]).map { isFlat(function, at: $0) ? 0 : $1 }]
    case .mask:
      return [zip(inputs[0], inputs[1]).map { $0 * $1 }]
    case .sum:
      return [zip(inputs[0], inputs[1]).map { $0 + $1 }]
    case .batchNorm(let rows, let channels, let epsilon):
      return batchNorm(inputs, rows, channels, Scalar(epsilon))
    case .runningStatistics(let rows, _, let momentum):
      let share = Scalar(momentum)
      let correction = Scalar(rows) / Scalar(max(rows - 1, 1))
      return [
        zip(inputs[0], inputs[2]).map { (1 - share) * $0 + share * $1 },
        zip(inputs[1], inputs[3]).map { (1 - share) * $0 + share * $1 * correction },
      ]
    case .batchNormInference(let rows, let channels, let epsilon):
      return [
        (0..<rows * channels).map { index in
          let channel = index % channels
          let deviation = (inputs[4][channel] + Scalar(epsilon)).squareRoot()
          return (inputs[0][index] - inputs[3][channel]) / deviation * inputs[1][channel]
            + inputs[2][channel]
        }
      ]
    case .batchNormGradient(let rows, let channels, let epsilon):
      return batchNormGradient(inputs, rows, channels, Scalar(epsilon))
    case .globalAveragePooling(let batch, let positions, let channels):
      return [
        product(batch, channels, positions) {
          inputs[0][($0 * positions + $2) * channels + $1] / Scalar(positions)
        }
      ]
    case .globalAveragePoolingGradient(_, let positions, let channels):
      return [
        (0..<inputs[0].count * positions).map {
          inputs[0][$0 / (positions * channels) * channels + $0 % channels] / Scalar(positions)
        }
      ]
    case .flatten(let batch, let positions, let channels):
      return [flatten(inputs[0], shape: [batch, positions, 1, channels])]
    case .flattenGradient(let batch, let positions, let channels):
      return [flatten(inputs[0], shape: [batch, channels, 1, positions])]
    case .softmaxCrossEntropy(_, let classes):
      return softmaxCrossEntropy(inputs, classes)
    case .softmaxCrossEntropyGradient(_, let classes):
      return [
        inputs[0].indices.map { inputs[2][$0 / classes] * (inputs[0][$0] - inputs[1][$0]) }
      ]
    }
  }

  /// `result[i, j] = Σₖ term(i, j, k)`
  private static func product<Scalar: BinaryFloatingPoint>(
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

  private static func batchNorm<Scalar: BinaryFloatingPoint>(
    _ inputs: [[Scalar]], _ rows: Int, _ channels: Int, _ epsilon: Scalar
  ) -> [[Scalar]] {
    let x = inputs[0]
    let mean = product(1, channels, rows) { x[$2 * channels + $1] / Scalar(rows) }
    let variance = product(1, channels, rows) { _, channel, row -> Scalar in
      let deviation = x[row * channels + channel] - mean[channel]
      return deviation * deviation / Scalar(rows)
    }
    let y = x.indices.map { index -> Scalar in
      let channel = index % channels
      return (x[index] - mean[channel]) / (variance[channel] + epsilon).squareRoot()
        * inputs[1][channel] + inputs[2][channel]
    }
    return [y, mean, variance]
  }

  /// With `x̂` the normalized input and means over the rows:
  /// `dx = γ/σ · (dy − mean(dy) − x̂ · mean(dy·x̂))`, `dγ = Σ dy·x̂`, `dβ = Σ dy`.
  /// - Source: arXiv:1502.03167, section 3, simplified.
  private static func batchNormGradient<Scalar: BinaryFloatingPoint>(
    _ inputs: [[Scalar]], _ rows: Int, _ channels: Int, _ epsilon: Scalar
  ) -> [[Scalar]] {
    let (x, gamma, mean, variance, dy) = (inputs[0], inputs[1], inputs[2], inputs[3], inputs[4])
    let deviation = variance.map { ($0 + epsilon).squareRoot() }
    let normalized = x.indices.map { (x[$0] - mean[$0 % channels]) / deviation[$0 % channels] }
    let dGamma = product(1, channels, rows) {
      dy[$2 * channels + $1] * normalized[$2 * channels + $1]
    }
    let dBeta = product(1, channels, rows) { dy[$2 * channels + $1] }
    let dx = x.indices.map { index -> Scalar in
      let channel = index % channels
      let centred =
        dy[index] - dBeta[channel] / Scalar(rows)
        - normalized[index] * dGamma[channel] / Scalar(rows)
      return gamma[channel] / deviation[channel] * centred
    }
    return [dx, dGamma, dBeta]
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
