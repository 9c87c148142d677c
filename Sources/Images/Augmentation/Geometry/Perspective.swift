import Tensors

extension OperationRule {
  /// Every corner moved towards the middle by its own part, up to `distortion`, of the half side: torchvision's
  /// `RandomPerspective`.
  static let perspective = OperationRule(
    [OperationParameter("distortion", .fractionOfSide, 0...0.9, neutral: 0)], isNoisy: true,
    .map { values, seed, frame in
      let corners = [
        SIMD2(-frame.width, -frame.height), SIMD2(frame.width, -frame.height),
        SIMD2(frame.width, frame.height), SIMD2(-frame.width, frame.height),
      ].map { $0 / 2 }
      let moved = zip(corners, perspectiveShares(seed: seed)).map { corner, share in
        corner * (SIMD2(1, 1) - values[0] * share)
      }
      return .taking(moved, to: corners) ?? .identity
    },
    words: { "seen askew by up to \($0[0].saidPercent)" })

  /// How far each corner moves, as a part of the distortion: left and right of the top, then of the bottom from the
  /// right.
  static func perspectiveShares(seed: UInt64) -> [SIMD2<Double>] {
    var stream = RandomStream(seed: seed, purpose: .augmentation)
    return (0..<4).map { _ in SIMD2(stream.nextFraction(), stream.nextFraction()) }
  }
}
