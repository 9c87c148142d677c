import Datasets

/// How a training went, epoch by epoch.
struct CurvesSection {
  let curves: ReportCharts.Curves

  /// - Parameter best: The epoch whose weights were kept.
  /// - Throws: `DatasetError`.
  init(reading path: String, best: Int) throws {
    let file = try CSVFile(reading: path)
    func number(_ row: CSVRow, _ column: String) -> Double? {
      // JSON has no number that is not finite.
      file.header.firstIndex(of: column).flatMap { Double(row.fields[$0]) }
        .flatMap { $0.isFinite ? $0 : nil }
    }
    curves = ReportCharts.Curves(
      epochs: file.rows.map { row in
        ReportCharts.Epoch(
          epoch: Int(number(row, "epoch") ?? 0), trainingLoss: number(row, "trainingLoss"),
          trainingAccuracy: number(row, "trainingAccuracy"),
          validationLoss: number(row, "validationLoss"),
          validationAccuracy: number(row, "validationAccuracy"),
          learningRate: number(row, "learningRate"))
      }, best: best)
  }

  var section: ReportSection {
    let isWatched = curves.epochs.contains { $0.validationLoss != nil }
    func text(_ value: Double?, _ words: (Double) -> String) -> ReportTable.Cell {
      value.map { .number(words($0)) } ?? .undefined("not measured")
    }
    let table = ReportTable(
      "The epochs in numbers",
      [
        "epoch", "training loss", "training accuracy", "validation loss", "validation accuracy",
        "learning rate",
      ],
      curves.epochs.map { epoch in
        [
          .text("\(epoch.epoch)"), text(epoch.trainingLoss, Figure.of),
          text(epoch.trainingAccuracy, Figure.percent), text(epoch.validationLoss, Figure.of),
          text(epoch.validationAccuracy, Figure.percent),
          text(epoch.learningRate, Figure.significant),
        ]
      })
    return ReportSection(
      "training", "Training",
      note: isWatched
        ? "Epoch \(curves.best) was kept. Training figures are of the pictures as training saw them, with dropout; "
          + "the validation part is judged without."
        : "No part was set aside to watch the training: the last epoch was kept.",
      body: """
        <div class="charts">
        <div><h3>Loss</h3><div class="chart" data-chart="loss" aria-label="Loss by epoch"></div></div>
        <div><h3>Accuracy</h3><div class="chart" data-chart="accuracy" aria-label="Accuracy by epoch"></div></div>
        </div>
        \(table.folded("The epochs in numbers"))
        """)
  }
}
