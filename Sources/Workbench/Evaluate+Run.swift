import Datasets
import Evaluation
import Files
import Workers

/// An evaluation with a folder is a run: the folder says how it was made, how it stands, and what came of it.
extension Evaluate {
  func configuration(of opened: Model) -> EvaluationConfiguration {
    EvaluationConfiguration(
      model: model, backbone: opened.description.backbone, dataPath: dataPath,
      classNames: classNames, measuresDeployment: measuresDeployment, settings: settings,
      pass: pass)
  }

  func write(
    _ result: Result, _ judged: [Item], _ classification: ModelPass.Classification,
    to folder: RunFolder
  ) throws {
    let contents = try PictureDigests(
      of: judged, stopsAtProblems: false,
      workers: Workers(count: pass.machine.threads ?? Workers.available), cancellation: cancellation
    )
    try RunOrigin(of: judged, contents: contents.digests, classes: result.classes)
      .keepOrCompare(in: folder, resuming: false)
    var table = PredictionTable(classes: result.classes)
    table.append(judged, probabilities: classification.probabilities)
    try AtomicFile.write(table.text, to: folder.file("predictions.csv"))
    try AtomicFile.write(Self.table(of: result.perClass), to: folder.file("results.csv"))
    // The last: it says that the run is finished.
    try JSONFile.write(result, to: folder.file("metrics.json"))
  }

  /// A row a class; what is undefined stays empty.
  private static func table(of scores: [ClassScores]) -> String {
    func field(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
    return CSVFile.text(
      header: ["class", "precision", "recall", "f1", "support"],
      rows: scores.map {
        [$0.label, field($0.precision), field($0.recall), field($0.f1), "\($0.support)"]
      })
  }

  func writeReport(
    _ result: Result, of opened: Model, on dataset: Dataset, _ features: ReportFeatures?,
    in folder: RunFolder
  ) {
    let workers = Workers(count: pass.machine.threads ?? Workers.available)
    RunReport(
      in: folder, of: dataset, problems: result.problems,
      explainer: MistakeExplainer(
        opened, in: dataset, workers: workers, cancellation: cancellation), workers: workers,
      reporter: reporter, cancellation: cancellation
    ).write(.evaluation(result, configuration(of: opened))) {
      var material = ReportMaterial(
        of: opened, at: model, in: folder, pass: pass, measuresDeployment: measuresDeployment,
        trainingCount: result.baselineTraining?.images, reporter: reporter,
        cancellation: cancellation)
      material.features = features
      return material
    }
  }
}
