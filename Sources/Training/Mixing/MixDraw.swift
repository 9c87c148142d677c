/// How one batch is mixed: each picture with a partner of the same batch, all in the same share.
public struct MixDraw: Sendable, Hashable {
  /// A part of a picture.
  public struct Box: Sendable, Hashable {
    /// Pixels, from the top.
    public let rows: Range<Int>
    /// Pixels, from the left.
    public let columns: Range<Int>

    public var area: Int { rows.count * columns.count }

    /// A box of `√(1 − share)` of the picture's height and width around a centre, cut off at its edges.
    /// - Source: Yun et al., "CutMix", arXiv:1905.04899, section 3.1; rounded as in timm's `rand_bbox`.
    public init(share: Double, centerRow: Int, centerColumn: Int, height: Int, width: Int) {
      let ratio = (1 - share).squareRoot()
      func range(around center: Int, of length: Int) -> Range<Int> {
        let half = Int(Double(length) * ratio) / 2
        return max(center - half, 0)..<min(center + half, length)
      }
      rows = range(around: centerRow, of: height)
      columns = range(around: centerColumn, of: width)
    }
  }

  /// How much of a picture is its own, in `[0, 1]`; for a cutmix by the area that is really cut.
  public let share: Double
  /// Each row's partner in the batch; some have themselves.
  public let partners: [Int]
  /// What is taken from the partner; `nil` where all pixels are blended.
  public let box: Box?

  public init(share: Double, partners: [Int], box: Box? = nil) {
    self.share = share
    self.partners = partners
    self.box = box
  }
}

extension MixDraw {
  /// Writes one mixed picture.
  /// - Parameters:
  ///   - row: Which one of the batch.
  ///   - source: The batch as it was, `[rows, height, width, channels]`.
  ///   - target: `[height, width, channels]`, no part of the source.
  ///   - width: Pixels.
  public func mix(
    row: Int, of source: UnsafeBufferPointer<Float>, into target: UnsafeMutableBufferPointer<Float>,
    width: Int, channels: Int
  ) {
    let count = target.count
    let partner = partners[row]
    mix(
      UnsafeBufferPointer(rebasing: source[row * count..<(row + 1) * count]),
      with: UnsafeBufferPointer(rebasing: source[partner * count..<(partner + 1) * count]),
      into: target, width: width, channels: channels)
  }

  /// Writes one picture mixed with its partner's.
  /// - Parameters:
  ///   - own, other: `[height, width, channels]`
  ///   - target: Of the same shape, no part of either.
  ///   - width: Pixels.
  public func mix(
    _ own: UnsafeBufferPointer<Float>, with other: UnsafeBufferPointer<Float>,
    into target: UnsafeMutableBufferPointer<Float>, width: Int, channels: Int
  ) {
    let count = target.count
    guard let box else {
      let (share, rest) = (Float(share), Float(1 - share))
      for index in 0..<count { target[index] = share * own[index] + rest * other[index] }
      return
    }
    _ = target.update(fromContentsOf: own)
    for line in box.rows {
      let start = line * width * channels
      for index in start + box.columns.lowerBound * channels..<start + box.columns.upperBound
        * channels
      {
        target[index] = other[index]
      }
    }
  }

  /// Writes a batch's targets, `[rows, classes]`, each row adding up to 1: the labels in the pictures' shares.
  public func fill(
    _ targets: UnsafeMutableBufferPointer<Float>, labels: [Int], softTargets: SoftTargets
  ) {
    let classes = targets.count / max(labels.count, 1)
    for (row, label) in labels.enumerated() {
      softTargets.fill(
        UnsafeMutableBufferPointer(rebasing: targets[row * classes..<(row + 1) * classes]),
        label: label, partner: labels[partners[row]], share: Float(share))
    }
  }

  /// What each mixed picture counts: its own weight and its partner's in their shares.
  public func mixed(weights: [Float]) -> [Float] {
    weights.indices.map { row in
      Float(share) * weights[row] + Float(1 - share) * weights[partners[row]]
    }
  }
}
