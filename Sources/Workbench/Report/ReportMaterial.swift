import Workers

/// What a report shows that is in none of the run's files yet; `nil` where it is not known.
struct ReportMaterial {
  /// Of the model, or of the network where no final model was trained.
  var cost: ModelCost?
  var deployment: Deployment?
  /// What the model learned from, or each of the folds' where there is none.
  var trainingCount: Int?
  var data: DataFindings?
  /// By which the judged pictures are looked at.
  var features: ReportFeatures?

  init() {}

  /// Of a run that trained.
  /// - Parameters:
  ///   - splits: That the run's figures come from; each judged picture in one of them.
  ///   - parts: How the pictures were divided; `nil` where each was judged in turn.
  ///   - hasModel: Whether the folder holds a final model.
  ///   - keepsGroups: Whether what belongs together was kept together.
  /// - Throws: What computing features and reading the model throw.
  init(
    of session: Session, _ splits: [JudgedSplit], parts: DataParts? = nil, in folder: RunFolder,
    hasModel: Bool, keepsGroups: Bool = true
  ) throws {
    let all = splits.first.map { ($0.training + $0.judged).sorted() } ?? []
    trainingCount = hasModel && parts == nil ? all.count : splits.first?.training.count
    data =
      if let parts {
        DataFindings(
          of: session, training: parts.training, validation: parts.validation, test: parts.test,
          keepsGroups: keepsGroups)
      } else {
        DataFindings(
          of: session, training: all, validation: [], test: [], keepsGroups: keepsGroups)
      }
    features = try session.reportFeatures(splits)
    let configuration = session.configuration
    guard hasModel else {
      // A search has one network for each head, and a classifier without layers none.
      let hasOneNetwork =
        configuration.resampling.nested == nil && configuration.head.classifier == nil
      cost = hasOneNetwork ? ModelCost(of: session.model([:]).description, folder: nil) : nil
      return
    }
    let model = try Model(folder: folder.path)
    cost = ModelCost(of: model.description, folder: folder.path)
    guard configuration.recording.measuresDeployment == true else { return }
    let trainingCount = trainingCount
    measure(in: folder, reporter: session.reporter) {
      DeploymentMeasurement(
        model: model, folder: folder.path, precision: model.description.precision,
        machine: configuration.machine, trainingCount: trainingCount, reporter: session.reporter,
        cancellation: session.cancellation)
    }
  }

  /// Of an evaluation.
  /// - Parameters:
  ///   - name: As the model was named.
  ///   - trainingCount: Of the pictures that the baselines learned from.
  init(
    of model: Model, at name: String, in folder: RunFolder, pass: PassConfiguration,
    measuresDeployment: Bool, trainingCount: Int?, reporter: any Reporter,
    cancellation: Cancellation?
  ) {
    let precision = pass.precision ?? model.description.precision
    var description = model.description
    description.precision = precision
    cost = ModelCost(of: description, folder: name)
    self.trainingCount = trainingCount
    guard measuresDeployment else { return }
    measure(in: folder, reporter: reporter) {
      DeploymentMeasurement(
        model: Model(description: description, parameters: model.parameters), folder: name,
        precision: precision, machine: pass.machine, trainingCount: trainingCount,
        reporter: reporter, cancellation: cancellation)
    }
  }

  /// The run's figures are in its files already: what goes wrong here is told and costs none of them.
  private mutating func measure(
    in folder: RunFolder, reporter: any Reporter, _ measurement: () -> DeploymentMeasurement
  ) {
    do {
      let result = try measurement().run()
      try JSONFile.write(result, to: folder.file(Deployment.name))
      deployment = result
    } catch {
      reporter.warn(
        "no \(Deployment.name) was written, the run's other files are whole: \(error)")
    }
  }
}
