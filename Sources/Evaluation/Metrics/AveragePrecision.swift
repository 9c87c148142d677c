extension Predictions {
  /// `[classes]`: the average precision of each class against the rest, in `[0, 1]`.
  ///
  /// ```
  /// Σ (Rᵢ − Rᵢ₋₁)·Pᵢ
  /// ```
  ///
  /// over the distinct probabilities of the class from the greatest down, with precision `P` and
  /// recall `R` of the items that reach each; no interpolation. Chance gives the class's share of
  /// all items, which is therefore 1 for a class of every item. Undefined for a class without
  /// items. (scikit-learn's `average_precision_score` warns and says 0 there.)
  /// - Source: Zhu, "Recall, precision and average precision", University of Waterloo, 2004.
  public var averagePrecision: [MetricValue] {
    (0..<classCount).map { label in
      let ranking = ClassRanking(of: label, in: self)
      guard ranking.positives > 0 else { return .undefined(.classAbsent) }
      var (right, reached) = (0, 0)
      var sum = 0.0
      for step in ranking.steps {
        right += step.positives
        reached += step.positives + step.negatives
        sum += Double(step.positives) * Double(right) / Double(reached)
      }
      return .defined(sum / Double(ranking.positives))
    }
  }

  /// The mean of ``averagePrecision`` over the classes that have items; the others are named.
  public var meanAveragePrecision: MeanOverDefined { MeanOverDefined(of: averagePrecision) }
}
