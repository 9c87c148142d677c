import Datasets
import Files

extension CrossValidate {
  func write(
    _ session: Session, _ assignments: [FoldAssignment], _ outcomes: [FoldOutcome],
    to folder: RunFolder
  ) throws {
    let rows = assignments.enumerated().flatMap { $1.csvRows(of: session.dataset, repeat: $0) }
    try AtomicFile.write(
      CSVFile.text(header: FoldAssignment.csvHeader, rows: rows), to: folder.file("folds.csv"))
    var predictions = PredictionTable(
      classes: session.dataset.classes, extra: ["repeat", "fold"])
    var results: [[String]] = []
    for outcome in outcomes {
      let place = ["\(outcome.task.number + 1)", "\(outcome.task.fold + 1)"]
      predictions.append(
        outcome.task.test.map { session.dataset.items[$0] },
        probabilities: outcome.probabilities, values: place)
      let metrics = Metrics(outcome.report)
      let undefined = UndefinedClasses(outcome.report, classes: session.dataset.classes)
      results.append(
        place + [
          "\(metrics.accuracy)", "\(metrics.balancedAccuracy)",
          "\(outcome.report.macroPrecision.value)", "\(outcome.report.macroRecall.value)",
          "\(metrics.macroF1)", "\(metrics.logLoss)", "\(outcome.epoch)",
        ]
          + [undefined.precision, undefined.recall, undefined.absent].map {
            $0.joined(separator: ";")
          })
    }
    if let epochs = FoldEpochsTable(outcomes) {
      try AtomicFile.write(epochs.text, to: folder.file(FoldEpochsTable.name))
    }
    try AtomicFile.write(predictions.text, to: folder.file("predictions.csv"))
    try AtomicFile.write(
      CSVFile.text(
        header: [
          "repeat", "fold", "accuracy", "balancedAccuracy", "macroPrecision", "macroRecall",
          "macroF1", "logLoss", "epoch", "undefinedPrecision", "undefinedRecall", "absentClasses",
        ], rows: results), to: folder.file("results.csv"))
  }
}
