/// What each class counts in the training loss.
public enum ClassWeights: Codable, Sendable, Hashable {
  /// All the same.
  case equal
  /// A class of `n` of `N` training items in `K` classes counts `N / (K·n)`: rare ones more, all as much.
  /// - Source: King and Zeng, "Logistic regression in rare events data", 2001; scikit-learn's
  ///   `class_weight="balanced"`.
  case balanced
  /// By label; a class that is not named counts 1.
  case listed(weights: [String: Double])

  /// - Throws: ``TrainingError/invalidSetting(name:allowed:found:)``.
  func validate() throws(TrainingError) {
    guard case .listed(let weights) = self else { return }
    for (label, weight) in weights.sorted(by: { $0.key < $1.key }) {
      try TrainingError.require(
        weight > 0 && weight.isFinite, "--class-weights", "weights above 0", "\(label)=\(weight)")
    }
  }

  /// - Parameter classes: The labels.
  /// - Throws: ``TrainingError/invalidSetting(name:allowed:found:)`` for a weight of no class.
  func validate(classes: [String]) throws(TrainingError) {
    guard case .listed(let weights) = self else { return }
    let unknown = weights.keys.filter { !classes.contains($0) }.sorted().first
    if let unknown {
      throw .invalidSetting(
        name: "--class-weights",
        allowed: "labels of this data (\(classes.prefix(20).joined(separator: ", ")))",
        found: unknown)
    }
  }

  /// - Parameters:
  ///   - classes: The labels.
  ///   - counts: Training items of each class; one without any counts 1.
  /// - Returns: `[classes]`
  public func values(classes: [String], counts: [Int]) -> [Float] {
    switch self {
    case .equal: return counts.map { _ in 1 }
    case .listed(let weights): return classes.map { Float(weights[$0] ?? 1) }
    case .balanced:
      let present = counts.count { $0 > 0 }
      let total = counts.reduce(0, +)
      return counts.map { $0 > 0 ? Float(Double(total) / Double(present * $0)) : 1 }
    }
  }
}
