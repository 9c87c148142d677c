/// What some training steps came to, of the engine or of PyTorch.
struct TrainingParityOutcome: Sendable {
  /// Of each step, before its update.
  var losses: [Double]
  /// `[steps, batch, classes]`, unrolled.
  var logits: [Double]
  /// Of each step, by parameter; of those only that train.
  var gradients: [[String: TensorDigest]]
  /// End minus start of those parameters.
  var changes: [String: TensorDigest]
  /// End minus start of the running statistics, if the mode moves them.
  var movements: [String: TensorDigest]

  /// What the error of a gradient is compared with: its norm and this share of the step's largest, since
  /// some are zero but for rounding.
  private static let largestShare = 1e-4
  /// What the error of a change is compared with: its norm and this share of the start's, since a weight
  /// is stored to 24 bits.
  private static let startShare = 1e-3

  /// How far this is from what is expected; infinitely far where something is missing, too much or not
  /// finite.
  /// - Parameter start: Of every parameter and statistic before the first step.
  func errors(
    against expected: TrainingParityOutcome, start: [String: TensorDigest]
  ) -> TrainingParityErrors {
    let gradients = zip(gradients, expected.gradients).map { found, expected in
      let floor = Self.largestShare * (expected.values.map(\.norm).max() ?? 0)
      return Self.errors(of: found, against: expected) { _ in floor }
    }
    let isComplete = self.gradients.count == expected.gradients.count
    let ofStart = { (name: String) in start[name].map { Self.startShare * $0.norm } }
    let changes = Self.errors(of: changes, against: expected.changes, floor: ofStart)
    let movements = Self.errors(of: movements, against: expected.movements, floor: ofStart)
    let largestLogit = expected.logits.map(abs).max() ?? 0
    return TrainingParityErrors(
      loss: Self.largestDifference(losses, expected.losses) { abs($0) },
      logits: Self.largestDifference(logits, expected.logits) { _ in largestLogit },
      gradient: isComplete ? gradients.map(Self.median).max() ?? .infinity : .infinity,
      worstGradient: isComplete ? gradients.flatMap { $0 }.max() ?? .infinity : .infinity,
      change: Self.median(changes),
      worstChange: changes.max() ?? .infinity,
      worstMovement: movements.max())
  }

  private static func errors(
    of found: [String: TensorDigest], against expected: [String: TensorDigest],
    floor: (String) -> Double?
  ) -> [Double] {
    guard Set(found.keys) == Set(expected.keys) else { return [.infinity] }
    return expected.map { name, digest in
      guard let floor = floor(name) else { return .infinity }
      return found[name]?.error(against: digest, floor: floor) ?? .infinity
    }
  }

  private static func largestDifference(
    _ found: [Double], _ expected: [Double], scale: (Double) -> Double
  ) -> Double {
    guard found.count == expected.count, found.allSatisfy(\.isFinite) else { return .infinity }
    return zip(found, expected).map { abs($0 - $1) / scale($1) }.max() ?? .infinity
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return sorted.isEmpty
      ? .infinity : (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }
}
