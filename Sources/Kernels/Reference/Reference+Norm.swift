extension Reference {
  /// The operations of a batch norm.
  /// - Source: Ioffe and Szegedy, arXiv:1502.03167, section 3; the gradient simplified:
  ///   `dx = γ/σ · (dy − mean(dy) − x̂ · mean(dy·x̂))`.
  static func evaluateNorm<Scalar: BinaryFloatingPoint>(
    _ operation: TrainingOperation, _ inputs: [[Scalar]]
  ) -> [[Scalar]] {
    switch operation {
    case .moments(let shape):
      let channels = shape.channels
      let rows = Int(inputs[2][0]) * shape.positions
      func deviation(_ row: Int, _ channel: Int) -> Scalar {
        inputs[0][row * channels + channel] - inputs[1][channel]
      }
      return [
        product(1, channels, rows) { deviation($2, $1) },
        product(1, channels, rows) { deviation($2, $1) * deviation($2, $1) },
      ]
    case .batchStatistics(let channels, let positions, let epsilon):
      let count = inputs[5][0] * Scalar(positions)
      let offset = inputs[0].map { $0 / count }
      let mean = (0..<channels).map { inputs[2][$0] + offset[$0] }
      let variance = (0..<channels).map {
        max(inputs[1][$0] / count - offset[$0] * offset[$0], 0)
      }
      return [mean, variance]
        + factors(inputs[3], inputs[4], mean, variance, Scalar(epsilon))
    case .normFactors(_, let epsilon):
      return factors(inputs[0], inputs[1], inputs[2], inputs[3], Scalar(epsilon))
    case .runningStatistics(_, let positions, let momentum):
      let share = Scalar(momentum)
      let count = inputs[4][0] * Scalar(positions)
      let correction = count / max(count - 1, 1)
      return [
        zip(inputs[0], inputs[2]).map { (1 - share) * $0 + share * $1 },
        zip(inputs[1], inputs[3]).map { (1 - share) * $0 + share * $1 * correction },
      ]
    case .scaleShift(let function, let addsResidual, let shape):
      let sums = inputs[0].indices.map { index -> Scalar in
        let channel = index % shape.channels
        return inputs[0][index] * inputs[1][channel] + inputs[2][channel]
          + (addsResidual ? inputs[3][index] : 0)
      }
      return [function.map { activation(sums, $0) } ?? sums]
    case .gradientMoments(let shape):
      let channels = shape.channels
      let rows = Int(inputs[3][0]) * shape.positions
      return [
        product(1, channels, rows) { inputs[0][$2 * channels + $1] },
        product(1, channels, rows) {
          inputs[0][$2 * channels + $1] * (inputs[1][$2 * channels + $1] - inputs[2][$1])
        },
      ]
    case .batchNormGradient(_, let positions, let epsilon):
      let count = inputs[5][0] * Scalar(positions)
      let inverse = inputs[3].map { 1 / ($0 + Scalar(epsilon)).squareRoot() }
      let a = zip(inputs[4], inverse).map { $0 * $1 }
      let dGamma = zip(inputs[1], inverse).map { $0 * $1 }
      return [
        dGamma, inputs[0], a,
        a.indices.map { -a[$0] * dGamma[$0] * inverse[$0] / count },
        a.indices.map { -a[$0] * inputs[0][$0] / count },
      ]
    case .batchNormInputGradient(let shape):
      let channels = shape.channels
      let counted = Int(inputs[6][0]) * shape.positions * channels
      return [
        inputs[0].indices.map { index -> Scalar in
          guard index < counted else { return 0 }
          let channel = index % channels
          return inputs[3][channel] * inputs[0][index]
            + inputs[4][channel] * (inputs[1][index] - inputs[2][channel]) + inputs[5][channel]
        }
      ]
    case .normParameterGradient(_, let epsilon):
      return [
        zip(inputs[1], inputs[2]).map { $0 / ($1 + Scalar(epsilon)).squareRoot() }, inputs[0],
      ]
    case .channelScale(let shape):
      return [inputs[0].indices.map { inputs[0][$0] * inputs[1][$0 % shape.channels] }]
    case .foldNorm(let shape, _, let hasBias, let epsilon):
      let norm = Array(inputs.suffix(4))
      let factors = factors(norm[0], norm[1], norm[2], norm[3], Scalar(epsilon))
      let perChannel = shape.elementCount / shape[0]
      return [
        inputs[0].indices.map { inputs[0][$0] * factors[0][$0 / perChannel] },
        factors[1].indices.map {
          factors[1][$0] + (hasBias ? factors[0][$0] * inputs[1][$0] : 0)
        },
      ]
    case .foldNormGradient(let shape, _, let hasBias, let epsilon):
      return foldNormGradient(inputs, shape[0], hasBias, Scalar(epsilon))
    default:
      preconditionFailure("\(operation) is no norm's")
    }
  }

  /// `scale = γ/√(variance + ε)`, `shift = β − mean·scale`
  private static func factors<Scalar: BinaryFloatingPoint>(
    _ gamma: [Scalar], _ beta: [Scalar], _ mean: [Scalar], _ variance: [Scalar], _ epsilon: Scalar
  ) -> [[Scalar]] {
    let scale = zip(gamma, variance).map { $0 / ($1 + epsilon).squareRoot() }
    return [scale, scale.indices.map { beta[$0] - mean[$0] * scale[$0] }]
  }

  private static func foldNormGradient<Scalar: BinaryFloatingPoint>(
    _ inputs: [[Scalar]], _ channels: Int, _ hasBias: Bool, _ epsilon: Scalar
  ) -> [[Scalar]] {
    let (foldedWeight, foldedBias, weight) = (inputs[0], inputs[1], inputs[2])
    let (gamma, mean, variance) = (
      inputs[inputs.count - 3], inputs[inputs.count - 2], inputs[inputs.count - 1]
    )
    let perChannel = weight.count / channels
    let inverse = variance.map { 1 / ($0 + epsilon).squareRoot() }
    let scale = zip(gamma, inverse).map { $0 * $1 }
    let dGamma = (0..<channels).map { channel -> Scalar in
      let range = channel * perChannel..<(channel + 1) * perChannel
      let offset = (hasBias ? inputs[3][channel] : 0) - mean[channel]
      return (range.reduce(0) { $0 + weight[$1] * foldedWeight[$1] } + offset * foldedBias[channel])
        * inverse[channel]
    }
    let dWeight = foldedWeight.indices.map { foldedWeight[$0] * scale[$0 / perChannel] }
    let dBias = hasBias ? [zip(foldedBias, scale).map { $0 * $1 }] : []
    return [dWeight] + dBias + [dGamma, foldedBias]
  }
}
