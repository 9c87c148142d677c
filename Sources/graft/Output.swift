import Workbench

/// Results on standard output: one JSON object, or words.
enum Output {
  static func print(_ result: some Encodable & Summarized, asJSON: Bool) throws {
    write(asJSON ? try JSONFile.line(result) : result.summary)
  }

  static func write(_ text: String) {
    Swift.print(text)
  }

  /// Text that ends its lines itself.
  static func writeWhole(_ text: String) {
    Swift.print(text, terminator: "")
  }
}

/// A result that a person can read.
protocol Summarized {
  var summary: String { get }
}

extension Train.Result: Summarized {
  var summary: String {
    var lines: [String] = []
    if let metrics, let metricsOn {
      let bounds = interval.map {
        " (95 % interval \(Figure.percent($0.low)) to \(Figure.percent($0.high)))"
      }
      lines.append("accuracy on \(metricsOn): \(Figure.percent(metrics.accuracy))\(bounds ?? "")")
      lines.append(
        "balanced accuracy \(Figure.percent(metrics.balancedAccuracy)), macro F1 "
          + "\(Figure.percent(metrics.macroF1)), log loss \(Figure.of(metrics.logLoss))")
      if let sentence = bootstrap?.sentence { lines.append(sentence) }
    }
    lines += (baselines ?? []).map { $0.sentence("the model") }
    lines.append("epoch \(best.epoch) of \(epochs)")
    lines.append("run and model: \(run)")
    return lines.joined(separator: "\n")
  }
}

extension CrossValidate.Result: Summarized {
  var summary: String {
    var lines = folds.map { fold in
      "repeat \(fold.repeat) fold \(fold.fold): accuracy \(Figure.percent(fold.accuracy)), balanced "
        + "\(Figure.percent(fold.balancedAccuracy)), macro F1 \(Figure.percent(fold.macroF1)), log loss "
        + Figure.of(fold.logLoss)
    }
    lines.append(
      "balanced accuracy \(Figure.percent(mean.balancedAccuracy)), macro precision "
        + "\(Figure.percent(macroPrecision)), recall \(Figure.percent(macroRecall)), F1 "
        + "\(Figure.percent(mean.macroF1)), log loss \(Figure.of(mean.logLoss))")
    if let sentence = undefined?.sentence(inFolds: true) { lines.append(sentence) }
    let bounds =
      interval.accuracy.map {
        " (95 % interval \(Figure.interval($0[0], $0[1])), Nadeau–Bengio)"
      } ?? " (no interval: \(interval.missing?.rawValue ?? "unknown"))"
    lines += (baselines ?? []).map { $0.sentence("the head", of: folds.count) }
    if let nested { lines.append(nested.sentence) }
    lines += decision?.sentences ?? []
    if let copies { lines.append(copies.sentence) }
    lines += learningCurve.map { $0.lines } ?? []
    lines.append("cross-validated accuracy \(Figure.percent(mean.accuracy))\(bounds)")
    let shown = [interval.accuracy] + (learningCurve?.points.map(\.interval) ?? [])
    if let sentence = Figure.cutOffSentence(shown) { lines.append(sentence) }
    lines.append("run: \(run)")
    if let model { lines.append("model: \(model) (\(refitEpochs ?? 0) epochs on all folds)") }
    return lines.joined(separator: "\n")
  }
}

extension Baseline {
  /// - Parameter subject: What is put beside it.
  /// - Parameter folds: Of the whole run.
  func sentence(_ subject: String, of folds: Int? = nil) -> String {
    let part = self.folds.flatMap { judged in
      folds.map { judged < $0 ? " in the first \(judged) of \($0) folds" : "" }
    }
    let reach = interval.map { ", \(Figure.points($0[0])) to \(Figure.points($0[1]))" }
    return
      "\(name.words) \(Figure.percent(accuracy))\(part ?? ""): \(subject) is \(Figure.points(difference)) points against it"
      + (reach ?? "")
  }
}
