import Datasets
import Evaluation
import Training

/// `results.csv`: one row an epoch.
struct ResultsTable {
  private let header: [String]
  /// Whether a column is the monitor's own.
  private let hasFigure: Bool
  private var rows: [[String]] = []

  init(watching monitor: Monitor) {
    hasFigure = !monitor.isInEveryRecord
    header = EpochRecord.columns + (hasFigure ? [monitor.columnName] : []) + ["seconds"]
  }

  /// The rows that an earlier part of the run left, up to an epoch.
  init(resuming text: String, epochs: Int, watching monitor: Monitor) {
    self.init(watching: monitor)
    rows = text.split(whereSeparator: \.isNewline).dropFirst().prefix(epochs).map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  mutating func append(_ record: EpochRecord, seconds: Double) {
    var row = record.fields
    if hasFigure { row.append(record.validationFigure?.value.map { "\($0)" } ?? "") }
    row.append(Figure.of(seconds))
    rows.append(row)
  }

  var text: String { CSVFile.text(header: header, rows: rows) }
}

extension EpochRecord {
  /// What a person wants to see of an epoch.
  func sentence(of total: Int, monitor: Monitor, at pace: EpochClock.Pace) -> String {
    let validation =
      validationAccuracy.map { accuracy in
        ", validation loss \(Figure.of(validationLoss ?? .nan)) accuracy \(Figure.percent(accuracy))"
      } ?? ""
    let watched =
      switch monitor {
      case .accuracy, .loss: ""
      case .balancedAccuracy:
        validationBalancedAccuracy.map { " balanced accuracy \(Figure.percent($0))" } ?? ""
      case .macroF1: validationMacroF1.map { " macro F1 \(Figure.percent($0))" } ?? ""
      default: validationFigure.map { " \(monitor.rawValue) \($0.sentence)" } ?? ""
      }
    return "epoch \(epoch)/\(total): training loss \(Figure.of(trainingLoss)) accuracy "
      + "\(Figure.percent(trainingAccuracy))\(validation)\(watched), "
      + "learning rate \(Figure.significant(learningRate)), \(Figure.significant(pace.seconds)) s, "
      + "\(Figure.significant(pace.imagesPerSecond)) images/s"
      + (epoch < total ? ", \(Figure.duration(pace.secondsLeft)) left" : "")
  }
}

extension Monitor {
  /// `validationRocAuc` of `roc-auc`.
  fileprivate var columnName: String {
    rawValue.split(separator: "-").reduce("validation") {
      $0 + $1.prefix(1).uppercased() + $1.dropFirst()
    }
  }
}

extension MetricValue {
  /// The value, or that there is none and why.
  fileprivate var sentence: String {
    switch self {
    case .defined(let value): Figure.of(value)
    case .undefined(let reason): "undefined, no improvement (\(reason))"
    }
  }
}
