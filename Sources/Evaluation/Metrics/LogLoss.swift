import Glibc

extension Predictions {
  /// The mean of `−ln p(true class)`, in nats, 0 or more; also called cross-entropy.
  ///
  /// Probabilities are clipped to `[ε, 1 − ε]` first, ε being the machine epsilon of the type in
  /// which they came (2⁻²³ for `Float`, 2⁻⁵² for `Double`), so that one confident mistake costs at
  /// most 15.9 or 36.0 and not infinity. So does scikit-learn's `log_loss`.
  public var logLoss: Double {
    let total = labels.enumerated().reduce(0.0) { sum, entry in
      let probability = probabilities[entry.offset * classCount + entry.element]
      return sum - log(min(max(probability, epsilon), 1 - epsilon))
    }
    return total / Double(itemCount)
  }
}
