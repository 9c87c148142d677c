import Tensors

extension Reference {
  /// Which element of its window each maximum is, counted along the window's rows; of equal ones the first.
  static func winners<Scalar: BinaryFloatingPoint>(
    _ input: [Scalar], batch: Int, channels: Int, _ description: PoolingDescription
  ) -> [Scalar] {
    var result: [Scalar] = []
    description.forEachWindow(batch: batch, channels: channels) { _, taps in
      var best = taps[0]
      for tap in taps where input[tap.place] > input[best.place] { best = tap }
      result.append(Scalar(best.tap))
    }
    return result
  }

  /// - Parameter winners: What ``winners`` gave, for maxima.
  static func poolingGradient<Scalar: BinaryFloatingPoint>(
    _ gradient: [Scalar], winners: [Scalar]?, batch: Int, channels: Int,
    _ description: PoolingDescription
  ) -> [Scalar] {
    let whole = description.vertical.kernel * description.horizontal.kernel
    var result = [Scalar](
      repeating: 0,
      count: description.inputShape(batch: batch, channels: channels).elementCount)
    description.forEachWindow(batch: batch, channels: channels) { output, taps in
      for tap in taps {
        switch description.function {
        case .maximum:
          if Scalar(tap.tap) == winners?[output] { result[tap.place] += gradient[output] }
        case .averageCountingPadding:
          result[tap.place] += gradient[output] / Scalar(whole)
        case .averageWithoutPadding:
          result[tap.place] += gradient[output] / Scalar(taps.count)
        }
      }
    }
    return result
  }

  /// - Parameter shape: Of the input.
  static func adaptiveAveragePoolingGradient<Scalar: BinaryFloatingPoint>(
    _ gradient: [Scalar], shape: Shape, height: Int, width: Int
  ) -> [Scalar] {
    var result = [Scalar](repeating: 0, count: shape.elementCount)
    for image in 0..<shape[0] {
      for row in 0..<height {
        for column in 0..<width {
          let rows = window(row, of: height, over: shape[1])
          let columns = window(column, of: width, over: shape[2])
          for channel in 0..<shape[3] {
            let share =
              gradient[((image * height + row) * width + column) * shape[3] + channel]
              / Scalar(rows.count * columns.count)
            for y in rows {
              for x in columns {
                result[((image * shape[1] + y) * shape[2] + x) * shape[3] + channel] += share
              }
            }
          }
        }
      }
    }
    return result
  }
}

extension PoolingDescription {
  /// Visits every window in the order of the outputs, with the taps that lie inside the map: their number in
  /// the window and their place in the input.
  fileprivate func forEachWindow(
    batch: Int, channels: Int, _ body: (_ output: Int, _ taps: [(tap: Int, place: Int)]) -> Void
  ) {
    var output = 0
    for image in 0..<batch {
      for row in 0..<vertical.output {
        for column in 0..<horizontal.output {
          for channel in 0..<channels {
            let taps = vertical.taps(of: row).flatMap { i in
              horizontal.taps(of: column).map { j in
                let y = vertical.position(of: row, tap: i)
                let x = horizontal.position(of: column, tap: j)
                let pixel = (image * vertical.input + y) * horizontal.input + x
                return (tap: i * horizontal.kernel + j, place: pixel * channels + channel)
              }
            }
            body(output, taps)
            output += 1
          }
        }
      }
    }
  }
}
