import Evaluation

/// Every figure of the run in one table.
struct MetricsSection {
  private let evidence: ReportEvidence
  private let subject: ReportSubject

  init(_ evidence: ReportEvidence, _ subject: ReportSubject) {
    self.evidence = evidence
    self.subject = subject
  }

  var section: ReportSection {
    let table = ReportTable("Every figure", ["figure", "value", "what to know"], headline + pooled)
    return ReportSection(
      "metrics", "Every figure",
      note: isCrossValidation
        ? "The first ones are means over the folds; the others are of all judgments of all folds together, whose "
          + "probabilities come from as many models." : "",
      body: table.markup)
  }

  private var isCrossValidation: Bool {
    if case .crossValidation = subject { true } else { false }
  }

  private func row(_ name: String, _ value: Double, _ note: String = "") -> [ReportTable.Cell] {
    [.text(name), .number(Figure.of(value)), .text(note)]
  }

  private func row(_ name: String, _ value: MetricValue, _ note: String = "") -> [ReportTable.Cell]
  {
    [.text(name), .metric(value), .text(note)]
  }

  private var headline: [[ReportTable.Cell]] {
    let metrics = evidence.metrics
    return [
      row("accuracy", metrics.accuracy, interval(\.accuracy) ?? ""),
      row(
        "balanced accuracy", metrics.balancedAccuracy,
        interval(\.balancedAccuracy) ?? "mean recall of the classes"),
      row("macro F1", metrics.macroF1, interval(\.macroF1) ?? zeros(evidence.report.macroF1)),
      row("log loss", metrics.logLoss, interval(\.logLoss) ?? "nats a picture; 0 is best"),
      row(
        "macro precision", evidence.macroPrecision,
        zerosInFolds(\.precision) ?? zeros(evidence.report.macroPrecision)),
      row(
        "macro recall", evidence.macroRecall,
        zerosInFolds(\.recall) ?? zeros(evidence.report.macroRecall)),
    ]
  }

  private func interval(
    _ bounds: KeyPath<CrossValidationSummary.Intervals, [Double]?>
  ) -> String? {
    switch subject {
    case .crossValidation(let result, _):
      result.interval[keyPath: bounds].map {
        let limits = bounds == \.logLoss ? 0...(.infinity) : 0...1.0
        return "95 % interval \(Figure.interval($0[0], $0[1], within: limits, Figure.of))"
      }
    case .training(let result, _):
      bounds == \.accuracy ? result.interval.map(words) : drawn(result.bootstrap, bounds)
    case .evaluation(let result, _):
      bounds == \.accuracy ? words(result.interval) : drawn(result.bootstrap, bounds)
    }
  }

  /// By drawing pictures with replacement.
  private func drawn(
    _ intervals: MetricIntervals?, _ bounds: KeyPath<CrossValidationSummary.Intervals, [Double]?>
  ) -> String? {
    guard let intervals else { return nil }
    let figure =
      switch bounds {
      case \.balancedAccuracy: intervals.balancedAccuracy
      case \.macroF1: intervals.macroF1
      default: intervals.logLoss
      }
    return figure.interval.map {
      "95 % interval \(Figure.of($0[0])) to \(Figure.of($0[1])) (\(intervals.method))"
    }
  }

  private func words(_ interval: Interval) -> String {
    "95 % interval \(Figure.of(interval.low)) to \(Figure.of(interval.high)) (\(interval.method))"
  }

  private var pooled: [[ReportTable.Cell]] {
    let (report, details) = (evidence.report, evidence.details)
    let top = report.top5Accuracy.map {
      [row("top-5 accuracy", $0, "right among the five likeliest")]
    }
    return (top ?? []) + [
      row("micro precision", details.microPrecision, "one label a picture: equal to the accuracy"),
      row("micro recall", details.microRecall, "likewise"),
      row("micro F1", details.microF1, "likewise"),
      row("weighted precision", details.weightedPrecision.value, zeros(details.weightedPrecision)),
      row("weighted recall", details.weightedRecall.value, "equal to the accuracy"),
      row("weighted F1", details.weightedF1.value, zeros(details.weightedF1)),
      row("Matthews correlation", details.matthewsCorrelation, "0 is guessing, 1 is perfect"),
      row("Cohen’s kappa", details.cohenKappa, "agreement beyond chance"),
      row("ROC AUC, macro", details.macroAreaUnderROC.value, missing(details.macroAreaUnderROC)),
      row(
        "ROC AUC, weighted", details.weightedAreaUnderROC.value,
        missing(details.weightedAreaUnderROC)),
      row(
        "mean average precision", details.meanAveragePrecision.value,
        missing(details.meanAveragePrecision)),
      row("Brier score", details.brierScore, "summed over the classes, 0 to 2; 0 is best"),
      row(
        "expected calibration error", details.expectedCalibrationError,
        "in \(details.reliability.bins.count) bins of equal width"),
    ]
  }

  /// `nil` where there are no folds.
  private func zerosInFolds(_ names: KeyPath<UndefinedClasses, [String]>) -> String? {
    guard case .crossValidation(let result, _) = subject, let undefined = result.undefined else {
      return nil
    }
    let classes = undefined[keyPath: names]
    return classes.isEmpty
      ? "" : "undefined in one fold or more, counted as 0 there: \(classes.joined(separator: ", "))"
  }

  private func zeros(_ average: MacroAverage) -> String {
    let undefined =
      average.undefinedClasses.isEmpty
      ? "" : "undefined, counted as 0: \(evidence.names(average.undefinedClasses)). "
    return undefined
      + (average.absentClasses.isEmpty
        ? "" : "not counted, being absent: \(evidence.names(average.absentClasses))")
  }

  private func zeros(_ average: WeightedAverage) -> String {
    average.undefinedClasses.isEmpty
      ? "" : "undefined, counted as 0: \(evidence.names(average.undefinedClasses))"
  }

  private func missing(_ mean: MeanOverDefined) -> String {
    mean.undefinedClasses.isEmpty
      ? "one class against the rest"
      : "undefined and left out: \(evidence.names(mean.undefinedClasses))"
  }
}
