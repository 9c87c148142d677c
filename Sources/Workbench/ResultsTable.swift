import Datasets
import Training

/// `results.csv`: one row an epoch.
struct ResultsTable {
  private static let header = [
    "epoch", "trainingLoss", "trainingAccuracy", "validationLoss", "validationAccuracy",
    "learningRate", "validationBalancedAccuracy", "validationMacroF1", "seconds",
  ]
  private var rows: [[String]] = []

  init() {}

  /// The rows that an earlier part of the run left, up to an epoch.
  init(resuming text: String, epochs: Int) {
    rows = text.split(whereSeparator: \.isNewline).dropFirst().prefix(epochs).map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  mutating func append(_ record: EpochRecord, seconds: Double) {
    rows.append([
      "\(record.epoch)", "\(record.trainingLoss)", "\(record.trainingAccuracy)",
      record.validationLoss.map { "\($0)" } ?? "", record.validationAccuracy.map { "\($0)" } ?? "",
      "\(record.learningRate)", record.validationBalancedAccuracy.map { "\($0)" } ?? "",
      record.validationMacroF1.map { "\($0)" } ?? "", Figure.of(seconds),
    ])
  }

  var text: String { CSVFile.text(header: Self.header, rows: rows) }
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
      }
    return "epoch \(epoch)/\(total): training loss \(Figure.of(trainingLoss)) accuracy "
      + "\(Figure.percent(trainingAccuracy))\(validation)\(watched), "
      + "learning rate \(Figure.significant(learningRate)), \(Figure.significant(pace.seconds)) s, "
      + "\(Figure.significant(pace.imagesPerSecond)) images/s"
      + (epoch < total ? ", \(Figure.duration(pace.secondsLeft)) left" : "")
  }
}
