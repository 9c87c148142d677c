import Glibc

/// Probabilities from logits.
package enum Softmax {
  /// `exp(zₖ) / Σ exp(zⱼ)`, without overflow.
  package static func probabilities(_ logits: [Double]) -> [Double] {
    let greatest = logits.max() ?? 0
    let exponentials = logits.map { exp($0 - greatest) }
    let sum = exponentials.reduce(0, +)
    return exponentials.map { $0 / sum }
  }

  /// `ln Σ exp(zⱼ)`, without overflow.
  static func logSum(_ logits: [Double]) -> Double {
    let greatest = logits.max() ?? 0
    return greatest + log(logits.reduce(0) { $0 + exp($1 - greatest) })
  }
}
