import Evaluation

extension MetricIntervals {
  /// The intervals that there are, in one line; `nil` where there is none.
  public var sentence: String? {
    let parts = [
      balancedAccuracy.interval.map {
        "balanced accuracy \(Figure.percent($0[0])) to \(Figure.percent($0[1]))"
      },
      macroF1.interval.map { "macro F1 \(Figure.percent($0[0])) to \(Figure.percent($0[1]))" },
      logLoss.interval.map { "log loss \(Figure.of($0[0])) to \(Figure.of($0[1]))" },
    ].compactMap { $0 }
    guard !parts.isEmpty else { return nil }
    return "95 % intervals, \(Figure.grouped(groups)) pictures or groups drawn with replacement: "
      + parts.joined(separator: ", ")
  }
}
