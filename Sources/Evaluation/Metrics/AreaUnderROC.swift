extension Predictions {
  /// `[classes]`: the area under the receiver operating characteristic of each class against the
  /// rest.
  ///
  /// It is the chance that a random item of the class has a greater probability of it than a random
  /// item of another class, equal ones counting half, in `[0, 1]`; 0.5 is what chance gives.
  /// Undefined for a class of no item or of every item.
  /// - Source: Hanley and McNeil, "The meaning and use of the area under a receiver operating
  ///   characteristic (ROC) curve", Radiology 143, 1982.
  public var areaUnderROC: [MetricValue] {
    (0..<classCount).map { label in
      let ranking = ClassRanking(of: label, in: self)
      guard ranking.positives > 0 else { return .undefined(.classAbsent) }
      guard ranking.negatives > 0 else { return .undefined(.noOtherClass) }
      var above = 0
      var wins = 0.0
      for step in ranking.steps {
        wins += Double(step.negatives) * (Double(above) + Double(step.positives) / 2)
        above += step.positives
      }
      return .defined(wins / (Double(ranking.positives) * Double(ranking.negatives)))
    }
  }

  /// The mean of ``areaUnderROC``, each class counting the same.
  ///
  /// scikit-learn's `roc_auc_score` with `multi_class="ovr", average="macro"` has no answer if a
  /// class has no item; here such classes are left out and named.
  public var macroAreaUnderROC: MeanOverDefined { MeanOverDefined(of: areaUnderROC) }

  /// The mean of ``areaUnderROC``, each class weighted by its number of items.
  public var weightedAreaUnderROC: MeanOverDefined {
    MeanOverDefined(of: areaUnderROC, weights: confusion.support)
  }
}
