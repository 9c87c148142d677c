/// Squares that cover a picture one after the other, to see what the answer misses.
///
/// What a place counts for is the mean of what was lost under the squares that covered it.
/// - Source: Zeiler and Fergus, "Visualizing and understanding convolutional networks", ECCV 2014,
///   arXiv:1311.2901, section 4.2.
public struct OcclusionGrid: Sendable, Hashable {
  /// One square, cut off at the picture's edges.
  public struct Patch: Sendable, Hashable {
    public let top: Int
    public let left: Int
    public let height: Int
    public let width: Int
  }

  public let height: Int
  public let width: Int
  /// Row by row; between them they cover every pixel.
  public let patches: [Patch]

  /// - Parameters:
  ///   - height, width: Of the picture, in pixels.
  ///   - size: Of a square's side, in pixels.
  ///   - stride: From one square to the next, in pixels. The last of a row or column stands at the edge, nearer to
  ///     its neighbour where the stride does not divide the way.
  /// - Precondition: All are at least 1, and the stride is no longer than the side.
  public init(height: Int, width: Int, size: Int, stride: Int) {
    precondition(height > 0 && width > 0, "a picture has at least one pixel")
    precondition(size > 0 && (1...size).contains(stride), "squares that leave no gap")
    func starts(_ length: Int) -> [Int] {
      let last = max(0, length - size)
      return Array(Swift.stride(from: 0, to: last, by: stride)) + [last]
    }
    self.height = height
    self.width = width
    patches = starts(height).flatMap { top in
      starts(width).map { left in
        Patch(top: top, left: left, height: min(size, height), width: min(size, width))
      }
    }
  }

  /// - Parameter losses: Of each patch, in the order of ``patches``: the probability of the class with nothing
  ///   covered minus that with the patch covered. Negative where covering helps.
  public func map(of losses: [Float]) -> SaliencyMap {
    precondition(losses.count == patches.count, "one loss a patch")
    var sums = [Double](repeating: 0, count: height * width)
    var counts = [Int](repeating: 0, count: height * width)
    for (patch, loss) in zip(patches, losses) {
      for row in patch.top..<patch.top + patch.height {
        for place in row * width + patch.left..<row * width + patch.left + patch.width {
          sums[place] += Double(loss)
          counts[place] += 1
        }
      }
    }
    return SaliencyMap(
      height: height, width: width, values: zip(sums, counts).map { Float($0 / Double($1)) })
  }
}
