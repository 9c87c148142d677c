import Datasets
import Training

/// `lr-find.csv`: one row a step.
enum RateTable {
  private static let header = ["step", "learningRate", "loss", "smoothedLoss"]

  static func text(of curve: RateCurve) -> String {
    CSVFile.text(
      header: header,
      rows: curve.points.map {
        ["\($0.step)", "\($0.learningRate)", "\($0.loss)", "\($0.smoothedLoss)"]
      })
  }
}
