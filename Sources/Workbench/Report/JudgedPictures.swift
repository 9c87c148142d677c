import Datasets
import Evaluation

/// What `predictions.csv` says.
struct JudgedPictures {
  /// Every judgment of every picture.
  let predictions: Predictions
  /// Each picture once, in the order of its first judgment.
  let pictures: [JudgedPicture]
  /// `[pictures, classes]`, of each the mean of its judgments.
  let probabilities: [[Double]]

  /// - Parameter classes: In the order of the labels.
  /// - Throws: `DatasetError`, `EvaluationError`, and ``WorkbenchError/notARun(path:problem:)`` for a file that
  ///   no run wrote.
  init(reading path: String, classes: [String]) throws {
    let file = try CSVFile(reading: path)
    let first = file.header.count - classes.count
    let foreign = WorkbenchError.notARun(
      path: path, problem: "its predictions are of other classes")
    guard first >= 3, file.header[first...].elementsEqual(classes.map { "p:\($0)" }) else {
      throw foreign
    }
    let numbers = Dictionary(classes.enumerated().map { ($1, $0) }) { number, _ in number }
    var labels: [Int] = []
    var probabilities: [Float] = []
    var rows: [String: [Int]] = [:]
    var order: [String] = []
    for row in file.rows {
      let values = row.fields[first...].compactMap { Float($0) }
      guard let label = numbers[row.fields[1]], values.count == classes.count else { throw foreign }
      if rows[row.fields[0]] == nil { order.append(row.fields[0]) }
      rows[row.fields[0], default: []].append(labels.count)
      labels.append(label)
      probabilities += values
    }
    let predictions = try Predictions(
      probabilities: probabilities, labels: labels, classCount: classes.count)
    self.predictions = predictions
    let predicted = predictions.predictedLabels
    let places = order.map { rows[$0] ?? [] }
    let means = places.map { Self.mean($0, of: predictions) }
    self.probabilities = means
    pictures = order.indices.map {
      Self.picture(order[$0], places[$0], means[$0], of: predictions, predicted: predicted)
    }
  }

  private static func mean(_ rows: [Int], of predictions: Predictions) -> [Double] {
    let classCount = predictions.classCount
    var means = [Double](repeating: 0, count: classCount)
    for row in rows {
      for label in 0..<classCount {
        means[label] +=
          predictions.probabilities[row * classCount + label] / Double(rows.count)
      }
    }
    return means
  }

  private static func picture(
    _ path: String, _ rows: [Int], _ means: [Double], of predictions: Predictions,
    predicted: [Int]
  ) -> JudgedPicture {
    let classCount = predictions.classCount
    let ranking = means.indices.sorted { (means[$1], $0) < (means[$0], $1) }
    return JudgedPicture(
      path: path, truth: predictions.labels[rows[0]],
      judgments: rows.map { row in
        JudgedPicture.Judgment(
          predicted: predicted[row],
          confidence: predictions.probabilities[row * classCount + predicted[row]])
      },
      predicted: ranking[0], confidence: means[ranking[0]],
      margin: means[ranking[0]] - (ranking.count > 1 ? means[ranking[1]] : 0))
  }
}
