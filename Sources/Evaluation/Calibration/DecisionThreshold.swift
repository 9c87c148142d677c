/// From which probability of a class on an item is taken as being of it.
///
/// It is chosen on held-out items, and what it promises holds for them: judge it on others.
public struct DecisionThreshold: Codable, Sendable, Equatable {
  public let label: Int
  /// Items with at least this probability are taken; `nil` if none is.
  public let threshold: Double?
  /// How many of the items are taken, and how many of those are of the class.
  public let takenCount, rightCount: Int
  /// How many of the items are of the class.
  public let support: Int

  /// In `[0, 1]`; `nil` if none is taken.
  public var precision: Double? {
    takenCount > 0 ? Double(rightCount) / Double(takenCount) : nil
  }

  /// In `[0, 1]`; `nil` if no item is of the class.
  public var recall: Double? {
    support > 0 ? Double(rightCount) / Double(support) : nil
  }

  /// The threshold that finds most items of a class at a precision of at least `target`.
  ///
  /// Of equal recall the highest, which is the most precise one.
  /// - Parameters:
  ///   - label: In `0..<classCount`; others trap.
  ///   - target: In `(0, 1]`; others trap.
  /// - Returns: `nil` if no threshold is as precise.
  public static func reaching(
    precision target: Double, of label: Int, in predictions: Predictions
  ) -> DecisionThreshold? {
    precondition(target > 0 && target <= 1, "a precision above 0, at most 1")
    let reaching = candidates(of: label, in: predictions).filter { candidate in
      candidate.precision.map { $0 >= target } ?? false
    }
    return best(reaching) { -Double($0.rightCount) }
  }

  /// The threshold at which the mistakes of one class against the rest cost least on these items.
  ///
  /// Of equally cheap ones the highest. It may be that nothing should be taken. (Of perfectly
  /// calibrated probabilities `falsePositive / (falsePositive + falseNegative)` would be the best;
  /// this one is chosen by what happened.)
  /// - Parameters:
  ///   - label: In `0..<classCount`; others trap.
  ///   - falsePositive, falseNegative: What taking an item of another class and missing one of this
  ///     class cost; 0 or more, finite; others trap.
  public static func minimizing(
    falsePositive: Double, falseNegative: Double, of label: Int, in predictions: Predictions
  ) -> DecisionThreshold {
    precondition(
      falsePositive >= 0 && falseNegative >= 0 && falsePositive.isFinite
        && falseNegative.isFinite, "costs of 0 or more")
    let none = DecisionThreshold(
      label: label, threshold: nil, takenCount: 0, rightCount: 0,
      support: predictions.labels.count { $0 == label })
    return best([none] + candidates(of: label, in: predictions)) { candidate in
      falsePositive * Double(candidate.takenCount - candidate.rightCount)
        + falseNegative * Double(candidate.support - candidate.rightCount)
    } ?? none
  }

  /// One for each distinct probability, from the greatest down.
  private static func candidates(
    of label: Int, in predictions: Predictions
  ) -> [DecisionThreshold] {
    let ranking = ClassRanking(of: label, in: predictions)
    var (taken, right) = (0, 0)
    return ranking.steps.map { step in
      taken += step.positives + step.negatives
      right += step.positives
      return DecisionThreshold(
        label: label, threshold: step.score, takenCount: taken, rightCount: right,
        support: ranking.positives)
    }
  }

  /// The first of the cheapest.
  private static func best(
    _ candidates: [DecisionThreshold], by cost: (DecisionThreshold) -> Double
  ) -> DecisionThreshold? {
    candidates.min { cost($0) < cost($1) }
  }
}
