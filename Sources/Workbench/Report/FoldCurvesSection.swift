import Datasets
import Glibc

/// How the folds of a cross-validation trained, epoch by epoch.
struct FoldCurvesSection {
  let curves: ReportCharts.FoldCurves
  private let foldCount: Int

  /// More thin lines are a surface.
  private static let mostLines = 60

  /// - Returns: `nil` where there are no epochs.
  /// - Throws: `DatasetError`, `FileError`.
  init?(reading path: String) throws {
    guard access(path, F_OK) == 0 else { return nil }
    let file = try CSVFile(reading: path)
    func number(_ row: CSVRow, _ column: String) -> Double? {
      // JSON has no number that is not finite.
      file.header.firstIndex(of: column).flatMap { Double(row.fields[$0]) }
        .flatMap { $0.isFinite ? $0 : nil }
    }
    var folds: [ReportCharts.FoldCurves.Fold] = []
    for row in file.rows {
      let name = "repeat \(row.fields[0]) fold \(row.fields[1])"
      if folds.last?.name != name { folds.append(.init(name: name, epochs: [])) }
      folds[folds.count - 1].epochs.append(
        ReportCharts.Epoch(
          epoch: Int(number(row, "epoch") ?? 0), trainingLoss: number(row, "trainingLoss"),
          trainingAccuracy: number(row, "trainingAccuracy"),
          validationLoss: number(row, "validationLoss"),
          validationAccuracy: number(row, "validationAccuracy"),
          learningRate: number(row, "learningRate")))
    }
    guard !folds.isEmpty else { return nil }
    foldCount = folds.count
    let drawn = min(folds.count, Self.mostLines)
    curves = ReportCharts.FoldCurves(
      folds: (0..<drawn).map { folds[$0 * folds.count / drawn] }, means: Self.means(of: folds))
  }

  /// As far as every fold went: a mean of those that went on would be of others.
  private static func means(of folds: [ReportCharts.FoldCurves.Fold]) -> [ReportCharts.Epoch] {
    (0..<(folds.map(\.epochs.count).min() ?? 0)).map { place in
      func mean(_ value: KeyPath<ReportCharts.Epoch, Double?>) -> Double? {
        let values = folds.compactMap { $0.epochs[place][keyPath: value] }
        return values.count == folds.count ? values.reduce(0, +) / Double(values.count) : nil
      }
      return ReportCharts.Epoch(
        epoch: folds[0].epochs[place].epoch, trainingLoss: mean(\.trainingLoss),
        trainingAccuracy: mean(\.trainingAccuracy), validationLoss: mean(\.validationLoss),
        validationAccuracy: mean(\.validationAccuracy), learningRate: nil)
    }
  }

  var section: ReportSection {
    let isWatched = curves.means.contains { $0.validationLoss != nil }
    func text(_ value: Double?, _ words: (Double) -> String) -> ReportTable.Cell {
      value.map { .number(words($0)) } ?? .undefined("not measured")
    }
    let table = ReportTable(
      "The means in numbers",
      ["epoch", "training loss", "training accuracy"]
        + (isWatched ? ["validation loss", "validation accuracy"] : []),
      curves.means.map { epoch in
        [
          .text("\(epoch.epoch)"), text(epoch.trainingLoss, Figure.of),
          text(epoch.trainingAccuracy, Figure.percent),
        ]
          + (isWatched
            ? [
              text(epoch.validationLoss, Figure.of), text(epoch.validationAccuracy, Figure.percent),
            ] : [])
      })
    let drawn =
      foldCount > curves.folds.count
      ? " \(Figure.grouped(curves.folds.count)) of the \(Figure.grouped(foldCount)) folds are drawn, the mean is of all."
      : ""
    return ReportSection(
      "epochs", "How the folds trained",
      note:
        "A thin line is a fold, the thick one their mean, as far as every fold went.\(drawn) Training figures are of the "
        + "pictures as training saw them, with dropout. "
        + (isWatched
          ? "Validation figures are of the tenth of each fold’s training pictures that chose its epoch."
          : "The pictures that judge a fold are looked at once, after its last epoch: they have no curve."),
      body: """
        <div class="charts">
        <div><h3>Loss</h3><div class="chart" data-chart="foldLoss" aria-label="Loss by epoch, a line a fold"></div></div>
        <div><h3>Accuracy</h3><div class="chart" data-chart="foldAccuracy" aria-label="Accuracy by epoch, a line a fold"></div></div>
        </div>
        \(table.folded("The means in numbers"))
        """)
  }
}
