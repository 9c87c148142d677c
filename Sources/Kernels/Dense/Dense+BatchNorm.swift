/// Batch norm over the rows of a matrix. Formulas: `Reference.evaluate`. Sums are kept in double precision:
/// a channel far from zero would lose its variance otherwise.
extension Dense {
  static func batchNorm(
    _ inputs: [Buffer], _ outputs: [Buffer], _ rows: Int, _ channels: Int, _ epsilon: Float
  ) {
    let (x, gamma, beta) = (inputs[0], inputs[1], inputs[2])
    let (y, mean, variance) = (outputs[0], outputs[1], outputs[2])
    for channel in 0..<channels {
      var sum = 0.0
      for row in 0..<rows { sum += Double(x[row * channels + channel]) }
      let centre = sum / Double(rows)
      var squares = 0.0
      for row in 0..<rows {
        let deviation = Double(x[row * channels + channel]) - centre
        squares += deviation * deviation
      }
      mean[channel] = Float(centre)
      variance[channel] = Float(squares / Double(rows))
    }
    normalize(x, gamma, beta, mean, variance, into: y, rows, channels, epsilon)
  }

  static func batchNormInference(
    _ inputs: [Buffer], _ output: Buffer, _ rows: Int, _ channels: Int, _ epsilon: Float
  ) {
    normalize(
      inputs[0], inputs[1], inputs[2], inputs[3], inputs[4], into: output, rows, channels, epsilon)
  }

  private static func normalize(
    _ x: Buffer, _ gamma: Buffer, _ beta: Buffer, _ mean: Buffer, _ variance: Buffer,
    into y: Buffer, _ rows: Int, _ channels: Int, _ epsilon: Float
  ) {
    for channel in 0..<channels {
      let scale = gamma[channel] / (variance[channel] + epsilon).squareRoot()
      let shift = beta[channel] - mean[channel] * scale
      for row in 0..<rows {
        y[row * channels + channel] = x[row * channels + channel] * scale + shift
      }
    }
  }

  static func runningStatistics(
    _ inputs: [Buffer], _ outputs: [Buffer], _ rows: Int, _ channels: Int, _ momentum: Float
  ) {
    let correction = Float(rows) / Float(max(rows - 1, 1))
    for channel in 0..<channels {
      outputs[0][channel] = (1 - momentum) * inputs[0][channel] + momentum * inputs[2][channel]
      outputs[1][channel] =
        (1 - momentum) * inputs[1][channel] + momentum * inputs[3][channel] * correction
    }
  }

  static func batchNormGradient(
    _ inputs: [Buffer], _ outputs: [Buffer], _ rows: Int, _ channels: Int, _ epsilon: Float
  ) {
    let (x, gamma, mean, variance, dy) = (inputs[0], inputs[1], inputs[2], inputs[3], inputs[4])
    let (dx, dGamma, dBeta) = (outputs[0], outputs[1], outputs[2])
    for channel in 0..<channels {
      let inverse = 1 / (Double(variance[channel]) + Double(epsilon)).squareRoot()
      var sum = 0.0
      var product = 0.0
      for row in 0..<rows {
        let index = row * channels + channel
        let gradient = Double(dy[index])
        sum += gradient
        product += gradient * (Double(x[index]) - Double(mean[channel])) * inverse
      }
      dBeta[channel] = Float(sum)
      dGamma[channel] = Float(product)
      let scale = Double(gamma[channel]) * inverse
      for row in 0..<rows {
        let index = row * channels + channel
        let normalized = (Double(x[index]) - Double(mean[channel])) * inverse
        dx[index] = Float(
          scale * (Double(dy[index]) - (sum + normalized * product) / Double(rows)))
      }
    }
  }
}
