import Evaluation

/// Says which of several runs is better, by how much and how surely.
///
/// Cross-validations are compared fold by fold with the corrected test of Nadeau and Bengio, runs that were judged on one
/// test set picture by picture with McNemar's; several pairs are adjusted by Holm's method. Runs whose folds or pictures
/// differ are refused: their figures are of different questions.
public struct Compare {
  private let paths: [String]
  private let metric: Comparison.Metric

  /// - Parameter paths: Folders of finished runs, two or more, each once.
  public init(_ paths: [String], metric: Comparison.Metric = .accuracy) {
    self.paths = paths.map { path in
      path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }
    self.metric = metric
  }

  /// Runs as a runs folder knows them.
  /// - Parameters:
  ///   - names: Of runs in the folder, or their paths.
  ///   - folder: `nil` for the default one.
  /// - Throws: `RunStoreError.missing`.
  public init(_ names: [String], in folder: String?, metric: Comparison.Metric) throws {
    let places = try names.map { try RunPlace($0, in: folder ?? RunListing.defaultFolder) }
    self.init(places.map { $0.folder + "/" + $0.name }, metric: metric)
  }

  /// - Throws: ``WorkbenchError/notComparable(_:)``, and what reading throws.
  public func run() throws -> Comparison {
    try WorkbenchError.require(paths.count >= 2, "RUN", "two runs or more", "\(paths.count)")
    try WorkbenchError.require(
      Set(paths).count == paths.count, "RUN", "each run once",
      paths.first { path in paths.count { $0 == path } > 1 } ?? "")
    let runs = try paths.map(ComparedRun.init)
    guard case .folds = runs[0].evidence else { return try byTestSet(runs) }
    return try byFolds(runs)
  }

  // MARK: Folds

  private func byFolds(_ runs: [ComparedRun]) throws -> Comparison {
    let evidence = try runs.map { run in
      guard case .folds(let folds, let assignment, let ratio) = run.evidence else {
        throw WorkbenchError.notComparable(
          "\(run.path): judged on a test set, and \(runs[0].path) in folds")
      }
      return (folds: folds, assignment: assignment, ratio: ratio)
    }
    for (run, other) in zip(runs, evidence).dropFirst() {
      try requireSameFolds(
        runs[0].path, evidence[0].folds, evidence[0].assignment, run.path, other.folds,
        other.assignment)
    }
    let scores = evidence.map { $0.folds.map(score) }
    let repeatCount = Set(evidence[0].folds.map(\.repeat)).count
    let foldCount = evidence[0].folds.count / max(repeatCount, 1)
    let ratio = evidence[0].ratio
    guard foldCount >= 1, ratio > 0, scores.joined().allSatisfy(\.isFinite)
    else {
      throw WorkbenchError.notAFinishedRun(
        path: runs[0].path,
        problem: "metrics.json lacks folds with finite figures")
    }
    return Comparison(
      metric: metric, basis: .folds, folds: foldCount, repeats: repeatCount,
      images: evidence[0].assignment.count / repeatCount,
      runs: zip(runs, scores).map { run, scores in
        let mean = ResampledMean(of: scores, testToTrainRatio: ratio)
        return Comparison.Run(
          run: run.path, mean: mean.mean, interval: mean.interval,
          settings: Self.differing(run, runs))
      },
      pairs: pairs(runs).map { first, second in
        let test = CorrectedPairedTest(
          first: scores[first], second: scores[second], testToTrainRatio: ratio)
        let differences = zip(scores[first], scores[second]).map { $0 - $1 }
        let combined =
          foldCount == 2 && repeatCount == 5 && scores[0].count == 10 && ratio == 1
          ? CombinedFTest(
            differences: (0..<5).map { Array(differences[2 * $0..<2 * $0 + 2]) }) : nil
        return Comparison.Pair(
          first: runs[first].path, second: runs[second].path, difference: test.difference.mean,
          interval: test.difference.interval, pValue: test.pValue,
          test: "corrected resampled t-test", combinedFPValue: combined?.pValue,
          missing: test.missing)
      })
  }

  private func score(_ fold: ComparedRun.Fold) -> Double {
    switch metric {
    case .accuracy: fold.accuracy
    case .balancedAccuracy: fold.balancedAccuracy
    case .macroF1: fold.macroF1
    case .logLoss: fold.logLoss
    }
  }

  private func requireSameFolds(
    _ path: String, _ folds: [ComparedRun.Fold], _ assignment: [String: String],
    _ otherPath: String, _ otherFolds: [ComparedRun.Fold], _ other: [String: String]
  ) throws {
    let advice =
      "; compare runs on the same data with the same --folds, --repeats, --seed and grouping"
    guard folds.map({ [$0.repeat, $0.fold] }) == otherFolds.map({ [$0.repeat, $0.fold] }) else {
      throw WorkbenchError.notComparable(
        "\(path) has \(folds.count) folds, \(otherPath) \(otherFolds.count)\(advice)")
    }
    guard assignment != other else { return }
    let places = Set(assignment.keys).union(other.keys).sorted()
    let place = places.first { assignment[$0] != other[$0] } ?? ""
    func fold(_ name: String?) -> String {
      name.flatMap { $0.isEmpty ? nil : "in fold \($0) of" } ?? "not at all in"
    }
    throw WorkbenchError.notComparable(
      "the folds differ: \(place) is tested \(fold(assignment[place])) \(path), "
        + "\(fold(other[place])) \(otherPath)\(advice)")
  }

  // MARK: A test set

  private func byTestSet(_ runs: [ComparedRun]) throws -> Comparison {
    try WorkbenchError.require(
      metric == .accuracy, "--metric", "accuracy for runs that were judged on a test set",
      metric.rawValue)
    let evidence = try runs.map { run in
      guard case .testSet(let predictions) = run.evidence else {
        throw WorkbenchError.notComparable(
          "\(run.path): judged in folds, and \(runs[0].path) on a test set")
      }
      return predictions
    }
    let pictures = evidence[0].keys.sorted()
    for (run, other) in zip(runs, evidence).dropFirst() {
      let all = Set(pictures).union(other.keys).sorted()
      guard let place = all.first(where: { evidence[0][$0]?.label != other[$0]?.label }) else {
        continue
      }
      throw WorkbenchError.notComparable(
        "the test sets differ: \(place) is \(evidence[0][place]?.label ?? "missing") in \(runs[0].path), "
          + "\(other[place]?.label ?? "missing") in \(run.path)")
    }
    guard !pictures.isEmpty else {
      throw WorkbenchError.notAFinishedRun(
        path: runs[0].path, problem: "predictions.csv has no row")
    }
    let correct = evidence.map { predictions in
      pictures.map { predictions[$0].map { $0.label == $0.predicted } ?? false }
    }
    return Comparison(
      metric: metric, basis: .testSet, folds: nil, repeats: nil, images: pictures.count,
      runs: zip(runs, correct).map { run, correct in
        let hits = correct.count { $0 }
        return Comparison.Run(
          run: run.path, mean: Double(hits) / Double(correct.count),
          interval: .wilson(successes: hits, trials: correct.count),
          settings: Self.differing(run, runs))
      },
      pairs: pairs(runs).map { first, second in
        Self.mcNemar(
          (runs[first].path, correct[first]), (runs[second].path, correct[second]))
      })
  }

  private static func mcNemar(
    _ first: (path: String, correct: [Bool]), _ second: (path: String, correct: [Bool])
  ) -> Comparison.Pair {
    let pair = PairedAccuracy(first: first.correct, second: second.correct)
    return Comparison.Pair(
      first: first.path, second: second.path, difference: pair.difference,
      interval: pair.interval, pValue: pair.pValue, test: "McNemar, mid-p")
  }

  // MARK: Both

  private func pairs(_ runs: [ComparedRun]) -> [(Int, Int)] {
    runs.indices.flatMap { first in (first + 1..<runs.count).map { (first, $0) } }
  }

  /// Settings that change no figure of a recipe.
  private static let irrelevant = [
    "resampling.refits", "resampling.comparesBaselines", "resampling.selectedFeatures",
    "robustnessCount", "baselinesPath", "comparesBaselines",
  ]

  /// What a run was told that not all were, but where it and its machine are.
  private static func differing(_ run: ComparedRun, _ runs: [ComparedRun]) -> [String: String] {
    let names = Set(runs.flatMap(\.settings.keys)).filter { name in
      !name.hasPrefix("machine.") && !name.hasPrefix("recording.") && !irrelevant.contains(name)
        && Set(runs.map { $0.settings[name] }).count > 1
    }
    return run.settings.filter { names.contains($0.key) }
  }
}
