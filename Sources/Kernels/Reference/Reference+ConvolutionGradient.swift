extension Reference {
  /// `dx[n, y, x, c] = Σ dy[n, h, w, o] · k[o, c, i, j]` over what was computed from it.
  static func convolutionInputGradient<Scalar: BinaryFloatingPoint>(
    _ gradient: [Scalar], weight: [Scalar], geometry: ConvolutionGeometry
  ) -> [Scalar] {
    var result = [Scalar](repeating: 0, count: geometry.inputShape.elementCount)
    geometry.forEachProduct { input, output, kernel in
      result[input] += gradient[output] * weight[kernel]
    }
    return result
  }

  /// `dk[o, c, i, j] = Σ dy[n, h, w, o] · x[n, h·s + i·d − p, w·s + j·d − p, c]`
  static func convolutionWeightGradient<Scalar: BinaryFloatingPoint>(
    _ input: [Scalar], _ gradient: [Scalar], geometry: ConvolutionGeometry
  ) -> [Scalar] {
    var result = [Scalar](repeating: 0, count: geometry.weightShape.elementCount)
    geometry.forEachProduct { place, output, kernel in
      result[kernel] += gradient[output] * input[place]
    }
    return result
  }

  /// The sum of each channel over batch and positions.
  static func channelSums<Scalar: BinaryFloatingPoint>(
    _ values: [Scalar], _ channels: Int
  ) -> [Scalar] {
    product(1, channels, values.count / channels) { values[$2 * channels + $1] }
  }
}

extension ConvolutionGeometry {
  /// Visits every multiplication of the convolution by the places of its factors and its sum.
  fileprivate func forEachProduct(_ body: (_ input: Int, _ output: Int, _ kernel: Int) -> Void) {
    let (groupInputs, groupOutputs) = (inputChannels / groups, outputChannels / groups)
    for image in 0..<batch {
      for row in 0..<vertical.output {
        for column in 0..<horizontal.output {
          let target = (image * vertical.output + row) * horizontal.output + column
          for i in vertical.taps(of: row) {
            for j in horizontal.taps(of: column) {
              let y = vertical.position(of: row, tap: i)
              let x = horizontal.position(of: column, tap: j)
              let source = (image * vertical.input + y) * horizontal.input + x
              for channel in 0..<outputChannels {
                let first = channel / groupOutputs * groupInputs
                for c in 0..<groupInputs {
                  let kernel =
                    ((channel * groupInputs + c) * vertical.kernel + i) * horizontal.kernel + j
                  body(
                    source * inputChannels + first + c, target * outputChannels + channel, kernel)
                }
              }
            }
          }
        }
      }
    }
  }
}
