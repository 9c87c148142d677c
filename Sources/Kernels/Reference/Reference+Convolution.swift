/// The operations' definitions, in any precision. Maps are `[batch, height, width, channels]`.
public enum Reference {
  /// `y[n, h, w, o] = b[o] + Σ x[n, h·s + i·d − p, w·s + j·d − p, c] · k[o, c, i, j]`
  public static func convolution<Scalar: BinaryFloatingPoint>(
    _ input: [Scalar], weight: [Scalar], bias: [Scalar]?, geometry: ConvolutionGeometry
  ) -> [Scalar] {
    let vertical = geometry.vertical
    let horizontal = geometry.horizontal
    let groupInputs = geometry.inputChannels / geometry.groups
    let groupOutputs = geometry.outputChannels / geometry.groups
    var output: [Scalar] = []
    output.reserveCapacity(
      geometry.batch * vertical.output * horizontal.output * geometry.outputChannels)
    for image in 0..<geometry.batch {
      for row in 0..<vertical.output {
        for column in 0..<horizontal.output {
          for channel in 0..<geometry.outputChannels {
            let firstInput = channel / groupOutputs * groupInputs
            var sum = bias?[channel] ?? 0
            for i in vertical.taps(of: row) {
              let y = vertical.position(of: row, tap: i)
              for j in horizontal.taps(of: column) {
                let x = horizontal.position(of: column, tap: j)
                let pixel = ((image * vertical.input + y) * horizontal.input + x)
                for c in 0..<groupInputs {
                  let kernel =
                    ((channel * groupInputs + c) * vertical.kernel + i) * horizontal.kernel + j
                  sum += input[pixel * geometry.inputChannels + firstInput + c] * weight[kernel]
                }
              }
            }
            output.append(sum)
          }
        }
      }
    }
    return output
  }
}

extension ConvolutionDescription {
  var geometry: ConvolutionGeometry {
    ConvolutionGeometry(
      batch: batch, inputChannels: inputChannels, outputChannels: outputChannels, groups: groups,
      vertical: vertical, horizontal: horizontal)
  }
}

extension ConvolutionDescription.Axis {
  /// Where tap `tap` of window `output` lies; outside `0..<input` is padding.
  func position(of output: Int, tap: Int) -> Int {
    output * stride + tap * dilation - paddingBefore
  }

  /// The taps of window `output` that lie inside the map.
  func taps(of output: Int) -> [Int] {
    (0..<kernel).filter { (0..<input).contains(position(of: output, tap: $0)) }
  }
}
