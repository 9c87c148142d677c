import Tensors

/// Whether and how the pictures of a batch are mixed.
public struct MixPolicy: Codable, Sendable, Hashable {
  /// Of the beta distribution that the shares of a mixup are drawn from; 0 for none.
  /// - Source: Zhang et al., "mixup: beyond empirical risk minimization", arXiv:1710.09412.
  public var mixup: Double
  /// The same for a cutmix. With both, each batch has either with equal chance.
  /// - Source: Yun et al., "CutMix", arXiv:1905.04899.
  public var cutmix: Double

  public init(mixup: Double = 0, cutmix: Double = 0) {
    self.mixup = mixup
    self.cutmix = cutmix
  }

  public var isActive: Bool { mixup > 0 || cutmix > 0 }

  /// - Throws: ``TrainingError/invalidSetting(name:allowed:found:)``.
  public func validate() throws(TrainingError) {
    for (flag, alpha) in [("--mixup", mixup), ("--cutmix", cutmix)] {
      try TrainingError.require(alpha >= 0 && alpha <= 1000, flag, "0 to 1000", "\(alpha)")
    }
  }

  /// How a batch is mixed, from random numbers of its own.
  /// - Parameters:
  ///   - epoch: Counts from 1.
  ///   - batch: The batch's number in the epoch, from 0.
  ///   - rows: Pictures in it.
  ///   - height, width: Of the pictures, in pixels.
  /// - Returns: `nil` if nothing is mixed.
  public func draw(
    seed: UInt64, epoch: Int, batch: Int, rows: Int, height: Int, width: Int
  ) -> MixDraw? {
    guard isActive, rows > 1 else { return nil }
    var stream = RandomStream(seed: seed, purpose: .mix, UInt64(epoch), UInt64(batch))
    // Drawn also where there is no choice, so that the rest does not depend on it.
    let isFirst = stream.nextUniform() < 0.5
    let cuts = cutmix > 0 && (mixup == 0 || isFirst)
    let share = BetaDistribution(alpha: cuts ? cutmix : mixup).draw(from: &stream)
    let partners = stream.permutation(of: rows)
    guard cuts else { return MixDraw(share: share, partners: partners) }
    let center = (
      Int.random(in: 0..<height, using: &stream), Int.random(in: 0..<width, using: &stream)
    )
    let box = MixDraw.Box(
      share: share, centerRow: center.0, centerColumn: center.1, height: height, width: width)
    return MixDraw(
      share: 1 - Double(box.area) / Double(height * width), partners: partners, box: box)
  }
}
