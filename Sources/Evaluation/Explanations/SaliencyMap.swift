/// A number for each place of a picture: how much it counted for an answer.
public struct SaliencyMap: Sendable, Hashable {
  public let height: Int
  public let width: Int
  /// `[height, width]`, row by row.
  public let values: [Float]

  /// - Precondition: `values.count == height * width`, and there is at least one.
  public init(height: Int, width: Int, values: [Float]) {
    precondition(
      height > 0 && width > 0 && values.count == height * width,
      "\(height) × \(width) places are not \(values.count) values")
    self.height = height
    self.width = width
    self.values = values
  }

  /// The greatest value.
  public var maximum: Float { values.max() ?? 0 }

  /// The greatest distance from zero.
  public var magnitude: Float { values.reduce(0) { max($0, abs($1)) } }

  /// Divided by the ``magnitude``: within -1 to 1, and without negative values within 0 to 1. A map of zeros
  /// stays one.
  public var scaled: SaliencyMap {
    let magnitude = magnitude
    guard magnitude > 0 else { return self }
    return SaliencyMap(height: height, width: width, values: values.map { $0 / magnitude })
  }

  /// The map at another size, bilinear between the middles of its places; beyond the outermost of them as they are.
  /// - Source: PyTorch's `interpolate` with `mode="bilinear", align_corners=False`.
  public func resized(height newHeight: Int, width newWidth: Int) -> SaliencyMap {
    let rows = Self.steps(from: height, to: newHeight)
    let columns = Self.steps(from: width, to: newWidth)
    var result: [Float] = []
    result.reserveCapacity(newHeight * newWidth)
    for row in rows {
      for column in columns {
        func between(_ line: Int) -> Float {
          let (left, right) = (values[line + column.first], values[line + column.second])
          return left + (right - left) * column.share
        }
        let (above, below) = (between(row.first * width), between(row.second * width))
        result.append(above + (below - above) * row.share)
      }
    }
    return SaliencyMap(height: newHeight, width: newWidth, values: result)
  }

  /// For each new place the two old ones that it lies between, and the share of the second.
  private static func steps(
    from old: Int, to new: Int
  ) -> [(first: Int, second: Int, share: Float)] {
    (0..<new).map { index in
      let place = max(0, (Float(index) + 0.5) * Float(old) / Float(new) - 0.5)
      let first = min(Int(place), old - 1)
      return (first, min(first + 1, old - 1), place - Float(first))
    }
  }
}
