import Foundation
import Workbench

extension Comparison: Summarized {
  var summary: String {
    var table = TextTable([
      ("run", .left), (metric.rawValue, .right), ("95 % interval", .left), ("differs in", .left),
    ])
    for run in runs {
      table.append([
        run.run, value(run.mean),
        run.interval.map { Figure.interval($0.low, $0.high, within: limits, value) } ?? "none",
        run.settings.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
          .joined(separator: ", "),
      ])
    }
    return
      (table.lines + [""] + pairs.map(sentence) + ["", verdict, basisSentence, selectionSentence])
      .joined(separator: "\n")
  }

  private func sentence(_ pair: Pair) -> String {
    let reach = pair.interval.map {
      "\(unit) (95 % interval \(signed($0.low)) to \(signed($0.high)))"
    }
    let certainty =
      pair.adjustedPValue.map { adjusted in
        let own = pair.pValue.map { ", p = \(probability($0))" } ?? ""
        return own + (pairs.count > 1 ? ", Holm \(probability(adjusted))" : "")
          + (pair.combinedFPValue.map { ", 5×2cv F test p = \(probability($0))" } ?? "")
      } ?? ", no test: \(pair.missing?.rawValue ?? "")"
    let judgement = pair.better.map { ": \($0) is better" } ?? ": cannot be told apart"
    return "\(pair.first) against \(pair.second): \(signed(pair.difference))\(reach ?? unit)"
      + certainty + judgement
  }

  private var verdict: String {
    if let best { return "best: \(best)" }
    return pairs.contains { $0.better != nil }
      ? "no run is shown to be better than every other"
      : "no run is shown to be better than another; more repeats, or more pictures, may tell"
  }

  private var basisSentence: String {
    let together = pairs.count > 1 ? ", \(pairs.count) pairs judged together by Holm's method" : ""
    switch basis {
    case .folds:
      return
        "\(images) pictures in the same \(folds ?? 0) folds × \(repeats ?? 0) repeats; corrected resampled t-test "
        + "(Nadeau–Bengio)\(together). It is about the recipes at this size of training set, not about final models."
    case .testSet:
      return
        "the same \(images) test pictures; McNemar's test (mid-p)\(together). It is about these models, and takes "
        + "pictures as independent of each other."
    }
  }

  private func value(_ value: Double) -> String {
    metric == .logLoss ? Figure.of(value) : Figure.percent(value)
  }

  private var limits: ClosedRange<Double> { metric == .logLoss ? 0...(.infinity) : 0...1 }

  private func signed(_ value: Double) -> String {
    metric == .logLoss ? String(format: "%+.3f", value) : Figure.points(value)
  }

  /// Differences of shares are points.
  private var unit: String { metric == .logLoss ? "" : " points" }

  private func probability(_ value: Double) -> String {
    value < 0.001 ? "below 0.001" : Figure.of(value)
  }
}
