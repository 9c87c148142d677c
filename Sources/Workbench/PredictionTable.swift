import Datasets

/// `predictions.csv`: one row a picture: where it is, what it is, what it was taken for, and each class's
/// probability.
struct PredictionTable {
  private let classes: [String]
  /// Names of columns between the prediction and the probabilities.
  private let extra: [String]
  private var rows: [[String]] = []

  init(classes: [String], extra: [String] = []) {
    self.classes = classes
    self.extra = extra
  }

  /// - Parameters:
  ///   - probabilities: `[items, classes]`, row by row.
  ///   - values: For the extra columns.
  mutating func append(_ items: [Item], probabilities: [Float], values: [String] = []) {
    for (index, item) in items.enumerated() {
      let row = probabilities[index * classes.count..<(index + 1) * classes.count]
      let best = row.indices.max { row[$0] < row[$1] || (row[$0] == row[$1] && $0 > $1) }
      rows.append(
        [
          item.relativePath, classes[item.label],
          best.map { classes[$0 - row.startIndex] } ?? "",
        ] + values + row.map { "\($0)" })
    }
  }

  var text: String {
    CSVFile.text(
      header: ["path", "label", "predicted"] + extra + classes.map { "p:\($0)" }, rows: rows)
  }
}
