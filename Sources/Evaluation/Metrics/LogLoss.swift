import Glibc

extension Predictions {
  /// The mean of `−ln p(true class)`, in nats, 0 or more; also called cross-entropy.
  ///
  /// Probabilities are clipped to `[ε, 1 − ε]` first, ε being the machine epsilon of the type in
  /// which they came (2⁻²³ for `Float`, 2⁻⁵² for `Double`), so that one confident mistake costs at
  /// most 15.9 or 36.0 and not infinity. So does scikit-learn's `log_loss`.
  public var logLoss: Double { losses.reduce(0, +) / Double(itemCount) }

  /// `[items]`, the terms of which ``logLoss`` is the mean.
  var losses: [Double] {
    labels.enumerated().map { item, label in
      let probability = probabilities[item * classCount + label]
      return -log(min(max(probability, epsilon), 1 - epsilon))
    }
  }
}
