import Datasets
import Training

/// `epochs.csv`: one row an epoch of a fold of a repeat.
struct FoldEpochsTable {
  static let name = "epochs.csv"
  static let header = ["repeat", "fold"] + EpochRecord.columns

  private let rows: [[String]]

  /// - Returns: `nil` where there are no epochs: of classifiers without them, or where a fold was kept by a version that
  ///   did not keep them. Half a table would pass for all of it.
  init?(_ outcomes: [FoldOutcome]) {
    // A fold without epochs that chose a classifier has none to lack.
    guard outcomes.allSatisfy({ !$0.epochs.isEmpty || $0.epoch == 0 }),
      outcomes.contains(where: { !$0.epochs.isEmpty })
    else { return nil }
    rows = outcomes.flatMap { outcome in
      outcome.epochs.map {
        ["\(outcome.task.number + 1)", "\(outcome.task.fold + 1)"] + $0.fields
      }
    }
  }

  var text: String { CSVFile.text(header: Self.header, rows: rows) }
}

extension EpochRecord {
  /// What tables of epochs call the figures.
  static let columns = [
    "epoch", "trainingLoss", "trainingAccuracy", "validationLoss", "validationAccuracy",
    "learningRate", "validationBalancedAccuracy", "validationMacroF1",
  ]

  /// In the order of ``columns``; empty where there was no validation part.
  var fields: [String] {
    func text(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
    return [
      "\(epoch)", "\(trainingLoss)", "\(trainingAccuracy)", text(validationLoss),
      text(validationAccuracy), "\(learningRate)", text(validationBalancedAccuracy),
      text(validationMacroF1),
    ]
  }
}
