import Glibc

extension OperationRule {
  /// The mean of several chains of operations, mixed with the plain view.
  ///
  /// Weights and share are drawn as with the paper's α = 1: uniformly among all that add up to 1. Every chain is
  /// sampled from the picture by itself.
  /// - Source: Hendrycks et al., "AugMix", ICLR 2020, arXiv:1912.02781; without the loss, which is a matter of training.
  static let augMix = OperationRule(
    [
      OperationParameter("chains", .count, 1...8, usual: ValueRange(3), isWhole: true),
      OperationParameter("depth", .count, 1...8, usual: ValueRange(1...3), isWhole: true),
      OperationParameter("severity", .levels, 0...10, usual: ValueRange(3)),
    ],
    .composite { values, stream in
      let space = MagnitudeSpace(
        shear: 0.3, translation: 1.0 / 3, rotation: 30, enhancement: 0.9, bits: 4)
      let share = stream.nextFraction()
      let chains = (0..<Int(values[0])).map { _ in
        (0..<Int(values[1])).compactMap { _ in
          space.draw(from: &stream, isEnhancing: false) { $0.nextFraction() * values[2] / 10 }
        }
      }
      // A Dirichlet distribution of ones is what exponential numbers leave when divided by their sum.
      let lengths = chains.map { _ in -log(1 - stream.nextFraction()) }
      let total = max(lengths.reduce(0, +), .leastNormalMagnitude)
      return .mixture(
        ViewParameters.Mixture(
          chains: chains, weights: lengths.map { $0 / total }, share: share))
    },
    words: { "AugMix of \(Int($0[0])) chains" })
}
