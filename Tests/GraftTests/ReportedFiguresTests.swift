import Foundation
import Testing

/// The figures of `metrics.json`, and that the report's table has just them.
@Suite struct ReportedFiguresTests {
  /// Rows of "Every figure", and the key of `metrics.json` that each is; `%` stands for the four figures.
  private static let rows: [(name: String, key: String)] = [
    ("accuracy", "%.accuracy"), ("balanced accuracy", "%.balancedAccuracy"),
    ("macro F1", "%.macroF1"), ("log loss", "%.logLoss"), ("macro precision", "macroPrecision"),
    ("macro recall", "macroRecall"), ("top-5 accuracy", "top5Accuracy"),
    ("micro precision", "details.microPrecision.value"),
    ("micro recall", "details.microRecall.value"), ("micro F1", "details.microF1.value"),
    ("weighted precision", "details.weightedPrecision.value"),
    ("weighted recall", "details.weightedRecall.value"),
    ("weighted F1", "details.weightedF1.value"),
    ("Matthews correlation", "details.matthewsCorrelation.value"),
    ("Cohen’s kappa", "details.cohenKappa.value"),
    ("ROC AUC, macro", "details.macroAreaUnderROC.value.value"),
    ("ROC AUC, weighted", "details.weightedAreaUnderROC.value.value"),
    ("mean average precision", "details.meanAveragePrecision.value.value"),
    ("Brier score", "details.brierScore"),
    ("expected calibration error", "details.expectedCalibrationError"),
  ]

  private func metrics(of run: String, in photos: Photos) throws -> [String: Any] {
    try #require(
      JSONSerialization.jsonObject(with: photos.data(run + "/metrics.json")) as? [String: Any])
  }

  private func number(_ key: String, of metrics: [String: Any]) -> Double? {
    key.split(separator: ".").reduce(metrics as Any?) { value, name in
      (value as? [String: Any])?[String(name)]
    } as? Double
  }

  /// - Returns: The table's rows by their names.
  private func table(of run: String, in photos: Photos) throws -> [String: String] {
    let page = String(decoding: try photos.data(run + "/report.html"), as: UTF8.self)
    let found = try #require(page.firstRange(of: "aria-label=\"Every figure\""))
    let rest = page[found.upperBound...]
    let body = rest[..<(try #require(rest.firstRange(of: "</table>"))).lowerBound]
    let row = #/<th scope="row">([^<]*)</th><td class="number">([^<]*)</td>/#
    return Dictionary(body.matches(of: row).map { (String($0.1), String($0.2)) }) { $1 }
  }

  /// So few epochs that much is wrong, on classes of different sizes: figures that are alike elsewhere differ.
  @Test(arguments: [
    ["train", "photos", "--test-split", "0.5"], ["crossval", "photos", "--folds", "2"],
    ["evaluate", "model", "photos"],
  ])
  func everyRowOfTheReportIsTheFigureOfItsName(arguments: [String]) throws {
    let photos = try Photos()
    for name in 1...3 {
      try FileManager.default.removeItem(atPath: photos.file("photos/face/\(name).png"))
    }
    let epoch = ["--epochs", "1", "--lr", "0.0003"]
    if arguments[0] == "evaluate" {
      let made = try Command.run(
        ["train", "photos", "--val-split", "0", "--output", "model"] + epoch, in: photos)
      #expect(made.status == 0, "\(made.messages)")
    }
    let outcome = try Command.run(
      arguments + (arguments[0] == "evaluate" ? [] : epoch) + ["--output", "run"], in: photos)
    #expect(outcome.status == 0, "\(outcome.messages)")
    let metrics = try metrics(of: "run", in: photos)
    let shown = try table(of: "run", in: photos)
    #expect(Set(shown.keys) == Set(Self.rows.map(\.name)))
    let headline = metrics["mean"] == nil ? "metrics" : "mean"
    var differing: Set<String> = []
    for row in Self.rows {
      let value = try #require(
        number(row.key.replacing("%", with: headline), of: metrics), "\(row)")
      #expect(shown[row.name] == String(format: "%.3f", value), "\(row)")
      differing.insert(String(format: "%.3f", value))
    }
    // But those that are the accuracy by definition hardly two are the same: a row in another's place shows.
    #expect(differing.count >= Self.rows.count - 5, "\(shown)")
    #expect(shown["Matthews correlation"] != shown["Cohen’s kappa"])
    let confusion = try #require(metrics["confusion"] as? [[Int]])
    let perClass = try #require(metrics["perClass"] as? [[String: Any]])
    #expect(perClass.map { $0["label"] as? String } == Photos.classes)
    for (place, scores) in perClass.enumerated() {
      let taken = confusion.reduce(0) { $0 + $1[place] }
      #expect(
        scores["precision"] as? Double
          == (taken > 0 ? Double(confusion[place][place]) / Double(taken) : nil))
    }
  }

  @Test func aClassThatIsNeverPredictedIsNamedBesideTheFiguresThatCountItAsZero() throws {
    let photos = try Photos()
    // Four pictures among forty-four, which the head is told to hardly mind.
    for name in 4...7 {
      try FileManager.default.removeItem(atPath: photos.file("photos/face/\(name).png"))
    }
    let flags = ["--epochs", "12", "--lr", "0.01", "--class-weights", "face=0.000001"]
    for (arguments, output) in [
      (["crossval", "photos", "--folds", "2", "--refit"], "folds"),
      (["train", "photos", "--test-split", "0.5"], "trained"),
    ] {
      let outcome = try Command.run(arguments + flags + ["--output", output], in: photos)
      #expect(outcome.status == 0, "\(outcome.messages)")
      if output == "folds" {
        #expect(
          outcome.results.contains(
            "undefined in one fold or more, and counted as 0 in macro averages: the precision of "
              + "face (never predicted)"))
      }
    }
    let judged = try Command.run(
      ["evaluate", "folds", "photos", "--output", "judged"], in: photos)
    #expect(judged.status == 0, "\(judged.messages)")
    for run in ["folds", "trained", "judged"] {
      let metrics = try metrics(of: run, in: photos)
      try expectNamed(metrics["undefined"], metrics, classes: ["face"], run)
    }
    let folds = try #require(metrics(of: "folds", in: photos)["folds"] as? [[String: Any]])
    let table = try photos.table("folds/results.csv")
    let column = try #require(table[0].firstIndex(of: "undefinedPrecision"))
    for (fold, row) in zip(folds, table.dropFirst()) {
      try expectNamed(fold["undefined"], fold, classes: ["face"], "\(fold)")
      #expect(row[column] == "face" && row[column + 1] == "" && row[column + 2] == "")
      // The mean of the six with one of them 0, which is why it has to be said.
      let confusion = try #require(fold["confusion"] as? [[Int]])
      let precisions = confusion.indices.map { place in
        let taken = confusion.reduce(0) { $0 + $1[place] }
        return taken > 0 ? Double(confusion[place][place]) / Double(taken) : 0
      }
      let macro = try #require(fold["macroPrecision"] as? Double)
      #expect(abs(macro - precisions.reduce(0, +) / 6) < 1e-12)
    }
    let page = String(decoding: try photos.data("folds/report.html"), as: UTF8.self)
    #expect(page.contains("undefined in one fold or more, counted as 0 there: face"))
    #expect(page.contains("the precision of face (never predicted)"))
  }

  private func expectNamed(
    _ undefined: Any?, _ figures: [String: Any], classes: [String], _ place: String
  ) throws {
    let named = try #require(undefined as? [String: [String]], "\(place)")
    #expect(named == ["precision": classes, "recall": [], "absent": []], "\(place)")
    if let perClass = figures["perClass"] as? [[String: Any]] {
      for scores in perClass {
        let label = try #require(scores["label"] as? String)
        #expect((scores["precision"] is NSNull) == classes.contains(label), "\(place): \(label)")
      }
    }
  }
}
