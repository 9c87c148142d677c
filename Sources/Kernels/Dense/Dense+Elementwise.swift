extension Dense {
  static func columnSum(_ input: Buffer, into output: Buffer, _ rows: Int, _ columns: Int) {
    output.update(repeating: 0)
    for row in 0..<rows {
      for column in 0..<columns { output[column] += input[row * columns + column] }
    }
  }

  static func activation(
    _ function: ActivationFunction, _ input: Buffer, into output: Buffer, _ count: Int
  ) {
    switch function {
    case .relu:
      for index in 0..<count { output[index] = max(input[index], 0) }
    case .relu6:
      for index in 0..<count { output[index] = min(max(input[index], 0), 6) }
    }
  }

  static func activationGradient(
    _ function: ActivationFunction, _ output: Buffer, _ gradient: Buffer, into result: Buffer,
    _ count: Int
  ) {
    let ceiling: Float =
      switch function {
      case .relu: .infinity
      case .relu6: 6
      }
    for index in 0..<count {
      result[index] = output[index] > 0 && output[index] < ceiling ? gradient[index] : 0
    }
  }

  static func globalAveragePooling(
    _ input: Buffer, into output: Buffer, _ batch: Int, _ positions: Int, _ channels: Int
  ) {
    output.update(repeating: 0)
    for image in 0..<batch {
      for position in 0..<positions {
        let start = (image * positions + position) * channels
        for channel in 0..<channels { output[image * channels + channel] += input[start + channel] }
      }
      for channel in image * channels..<(image + 1) * channels {
        output[channel] /= Float(positions)
      }
    }
  }

  static func globalAveragePoolingGradient(
    _ gradient: Buffer, into result: Buffer, _ batch: Int, _ positions: Int, _ channels: Int
  ) {
    for image in 0..<batch {
      for position in 0..<positions {
        let start = (image * positions + position) * channels
        for channel in 0..<channels {
          result[start + channel] = gradient[image * channels + channel] / Float(positions)
        }
      }
    }
  }

  /// `[batch, rows, columns]` to `[batch, columns, rows]`.
  static func transpose(
    _ input: Buffer, into output: Buffer, _ batch: Int, _ rows: Int, _ columns: Int
  ) {
    for image in 0..<batch {
      let start = image * rows * columns
      for row in 0..<rows {
        for column in 0..<columns {
          output[start + column * rows + row] = input[start + row * columns + column]
        }
      }
    }
  }
}
