import Tensors

extension Reference {
  public static func activation<Scalar: BinaryFloatingPoint>(
    _ input: [Scalar], _ function: ActivationFunction
  ) -> [Scalar] {
    switch function {
    case .relu: input.map { Swift.max($0, 0) }
    case .relu6: input.map { Swift.min(Swift.max($0, 0), 6) }
    }
  }

  public static func channelAffine<Scalar: BinaryFloatingPoint>(
    _ input: [Scalar], scale: [Scalar], shift: [Scalar]
  ) -> [Scalar] {
    input.indices.map { input[$0] * scale[$0 % scale.count] + shift[$0 % scale.count] }
  }

  /// - Parameter channels: Of each input.
  public static func concatenation<Scalar: BinaryFloatingPoint>(
    _ inputs: [[Scalar]], channels: [Int]
  ) -> [Scalar] {
    let pixels = inputs[0].count / channels[0]
    return (0..<pixels).flatMap { pixel in
      zip(inputs, channels).flatMap { $0[pixel * $1..<(pixel + 1) * $1] }
    }
  }

  /// `[batch, height, width, channels]` to `[batch, channels · height · width]`.
  public static func flatten<Scalar: BinaryFloatingPoint>(
    _ input: [Scalar], shape: Shape
  ) -> [Scalar] {
    let positions = shape[1] * shape[2]
    var output: [Scalar] = []
    output.reserveCapacity(input.count)
    for image in 0..<shape[0] {
      for channel in 0..<shape[3] {
        for position in 0..<positions {
          output.append(input[(image * positions + position) * shape[3] + channel])
        }
      }
    }
    return output
  }

  /// `y = x · weightᵀ + bias` with `[outputs, inputs]` weights.
  public static func linear<Scalar: BinaryFloatingPoint>(
    _ input: [Scalar], batch: Int, weight: [Scalar], bias: [Scalar]?
  ) -> [Scalar] {
    let inputs = input.count / batch
    let outputs = weight.count / inputs
    var result: [Scalar] = []
    result.reserveCapacity(batch * outputs)
    for row in 0..<batch {
      for output in 0..<outputs {
        var sum = bias?[output] ?? 0
        for index in 0..<inputs {
          sum += input[row * inputs + index] * weight[output * inputs + index]
        }
        result.append(sum)
      }
    }
    return result
  }
}
