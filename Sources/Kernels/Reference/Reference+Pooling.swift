import Tensors

extension Reference {
  public static func pooling<Scalar: BinaryFloatingPoint>(
    _ input: [Scalar], batch: Int, channels: Int, _ description: PoolingDescription
  ) -> [Scalar] {
    let vertical = description.vertical
    let horizontal = description.horizontal
    var output: [Scalar] = []
    for image in 0..<batch {
      for row in 0..<vertical.output {
        for column in 0..<horizontal.output {
          let rows = vertical.taps(of: row).map { vertical.position(of: row, tap: $0) }
          let columns = horizontal.taps(of: column).map { horizontal.position(of: column, tap: $0) }
          for channel in 0..<channels {
            let window = rows.flatMap { y in
              columns.map { x in
                input[((image * vertical.input + y) * horizontal.input + x) * channels + channel]
              }
            }
            output.append(
              reduce(window, description.function, whole: vertical.kernel * horizontal.kernel))
          }
        }
      }
    }
    return output
  }

  private static func reduce<Scalar: BinaryFloatingPoint>(
    _ window: [Scalar], _ function: PoolingDescription.Function, whole: Int
  ) -> Scalar {
    switch function {
    case .maximum: window.reduce(-.infinity) { Swift.max($0, $1) }
    case .averageCountingPadding: window.reduce(0, +) / Scalar(whole)
    case .averageWithoutPadding: window.reduce(0, +) / Scalar(window.count)
    }
  }

  static func window(_ index: Int, of count: Int, over length: Int) -> Range<Int> {
    index * length / count..<((index + 1) * length + count - 1) / count
  }

  /// Window `i` of `n` over a length `l` runs from `⌊i·l/n⌋` to `⌈(i+1)·l/n⌉`, as PyTorch's does.
  /// - Parameter shape: Of the input.
  public static func adaptiveAveragePooling<Scalar: BinaryFloatingPoint>(
    _ input: [Scalar], shape: Shape, height: Int, width: Int
  ) -> [Scalar] {
    var output: [Scalar] = []
    for image in 0..<shape[0] {
      for row in 0..<height {
        for column in 0..<width {
          let rows = window(row, of: height, over: shape[1])
          let columns = window(column, of: width, over: shape[2])
          for channel in 0..<shape[3] {
            var sum: Scalar = 0
            for y in rows {
              for x in columns {
                sum += input[((image * shape[1] + y) * shape[2] + x) * shape[3] + channel]
              }
            }
            output.append(sum / Scalar(rows.count * columns.count))
          }
        }
      }
    }
    return output
  }
}
