import Evaluation

/// How far confidence can be believed, and what leaving out the unsure ones gives.
struct CalibrationSection {
  private let evidence: ReportEvidence
  private let curve: RiskCoverageCurve
  private let decision: DecisionResult?

  /// Shares of the pictures that the table speaks of.
  private static let coverages = [0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1]

  init(_ evidence: ReportEvidence, _ predictions: Predictions, _ decision: DecisionResult?) {
    self.decision = decision
    self.evidence = evidence
    curve = RiskCoverageCurve(of: predictions)
  }

  var section: ReportSection {
    ReportSection(
      "calibration", "How far its confidence can be believed",
      body: """
        \(decided)
        <div class="charts">
        <div><h3>Reliability</h3><p class="small">\(Markup.escaped(reliabilityNote))</p>
        <div class="chart" data-chart="reliability" aria-label="Accuracy by confidence"></div>
        <div class="chart" data-chart="confidence" aria-label="Number of pictures by confidence"></div>
        \(bins.folded("The bins in numbers"))</div>
        <div><h3>If it may say “I don’t know”</h3><p class="small">\(Markup.escaped(coverageNote))</p>
        <div class="chart" data-chart="coverage" aria-label="Accuracy by the share of pictures that are kept"></div>
        \(coverage.folded("The curve in numbers"))</div>
        </div>
        """)
  }

  /// What was fitted for a model to decide by; the charts are of the probabilities as they came.
  private var decided: String {
    guard let decision else { return "" }
    let items = decision.sentences.map { "<li>\(Markup.escaped($0))</li>" }.joined()
    return "<ul>\(items)</ul>"
  }

  private var reliabilityNote: String {
    let reliability = evidence.details.reliability
    return
      "On the dashed line confidence is accuracy; bars below it promise too much. Orange is what lies between. "
      + "Expected calibration error "
      + "\(Figure.percent(reliability.expectedCalibrationError)), at worst "
      + "\(Figure.percent(reliability.maximumCalibrationError)); with few pictures it is above 0 however good the "
      + "confidence is."
  }

  private var coverageNote: String {
    let half = curve.point(keeping: 0.5).map {
      "The half that it is surest of is \(Figure.percent($0.accuracy)) right. "
    }
    return
      "Accuracy on the pictures of which it is surest, by how many are kept. \(half ?? "")A threshold that is chosen "
      + "here is judged on other pictures."
  }

  private var bins: ReportTable {
    ReportTable(
      "Confidence and accuracy in bins", ["confidence", "pictures", "mean confidence", "accuracy"],
      evidence.details.reliability.bins.map { bin in
        func share(_ value: Double?) -> ReportTable.Cell {
          value.map { .number(Figure.percent($0)) } ?? .undefined("no picture")
        }
        return [
          .text("\(Figure.of(bin.low)) to \(Figure.of(bin.high))"),
          .number(Figure.grouped(bin.count)), share(bin.meanConfidence), share(bin.accuracy),
        ]
      })
  }

  private var coverage: ReportTable {
    ReportTable(
      "Accuracy by coverage", ["kept", "accuracy", "least confidence"],
      Self.coverages.compactMap { curve.point(keeping: $0) }.map { point in
        [
          .text(Figure.percent(point.coverage)), .number(Figure.percent(point.accuracy)),
          .number(Figure.percent(point.threshold)),
        ]
      })
  }
}
