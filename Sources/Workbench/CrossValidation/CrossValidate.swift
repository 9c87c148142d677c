import Datasets
import Evaluation
import Files
import Training
import Workers

/// Cross-validates a recipe: every fold is judged on pictures that nothing of it has seen.
///
/// By default nothing is chosen: each fold trains a fixed number of epochs. With early stopping or a schedule
/// that waits for a plateau, the epoch is chosen on a stratified tenth of the training folds; with a nested search,
/// head, learning rate and epoch are chosen on inner folds.
public struct CrossValidate {
  let configuration: RunConfiguration
  private let cache: CacheFolder
  let reporter: any Reporter
  let cancellation: Cancellation?

  public init(
    _ configuration: RunConfiguration, cache: CacheFolder = .standard(),
    reporter: any Reporter = SilentReporter(), cancellation: Cancellation? = nil
  ) {
    self.configuration = configuration
    self.cache = cache
    self.reporter = reporter
    self.cancellation = cancellation
  }

  /// - Parameter output: The run's folder; `nil` for the next free one under `runs`.
  /// - Throws: Anything ``Failure/init(_:)`` classifies.
  public func run(output: String? = nil, name: String? = nil) throws -> Result {
    try run(output: output, name: name, after: nil).result
  }

  /// - Parameter earlier: Of a cross-validation that differed in its head alone.
  func run(
    output: String?, name: String?, after earlier: Session?
  ) throws -> (result: Result, session: Session) {
    try configuration.validate()
    let folder = try RunFolder(output: output, name: name, command: "crossval")
    return try folder.removedIfNothingComesOfIt(reporter) {
      try JSONFile.write(configuration, to: folder.file("config.json"))
      return try advised(folder) { try run(in: folder, after: earlier, resuming: false) }
    }
  }

  /// Goes on with a run through the backbone that was interrupted or killed: finished folds stay, the one under way
  /// goes on from its checkpoint. It ends in the figures that it would have ended in.
  /// - Parameters:
  ///   - path: The run's folder.
  ///   - machine: Threads and memory, which change no result, may be others than the run began with.
  /// - Throws: Anything ``Failure/init(_:)`` classifies.
  public static func resume(
    _ path: String, machine: RunConfiguration.Machine, cache: CacheFolder = .standard(),
    reporter: any Reporter = SilentReporter(), cancellation: Cancellation? = nil
  ) throws -> Result {
    let folder = try RunFolder(resuming: path)
    let configuration = try RunConfiguration(
      resuming: folder, command: .crossval, machine: machine)
    let own = CrossValidate(
      configuration, cache: cache, reporter: reporter, cancellation: cancellation)
    return try folder.recorded(reporter) {
      try own.advised(folder) { try own.run(in: folder, after: nil, resuming: true).result }
    }
  }

  /// Adds the command that goes on to what interrupts a run that keeps its folds.
  private func advised<Value>(_ folder: RunFolder, _ body: () throws -> Value) throws -> Value {
    do { return try body() } catch {
      let failure = Failure(error)
      guard failure.code == .interrupted, !configuration.trainsHeadAlone else { throw error }
      throw Failure(
        failure.code,
        "\(failure.message); finished folds are in \(folder.file("checkpoints")); go on with: "
          + Checkpoints.commandToGoOn(.crossval, folder.path))
    }
  }

  private func run(
    in folder: RunFolder, after earlier: Session?, resuming: Bool
  ) throws -> (result: Result, session: Session) {
    var stopwatch = Stopwatch()
    let division = try Division(configuration.resampling, seed: configuration.training.seed)
    let session = try session(configuration, in: folder, after: earlier) { dataset in
      let assignments = try division.check(
        dataset, among: Self.trainable(Array(dataset.items.indices), in: dataset))
      if let decision = configuration.resampling.decision {
        _ = try DecisionFit(decision, classes: dataset.classes)
      }
      if let nested = configuration.resampling.nested {
        try NestedSearch.check(
          assignments, of: dataset, innerFolds: nested.innerFolds,
          seed: configuration.training.seed)
      }
    }
    try RunOrigin(of: session).keepOrCompare(in: folder, resuming: resuming)
    let items = Self.trainable(session.usable, in: session.dataset)
    if items.count < session.usable.count {
      reporter.note(
        "\(session.usable.count - items.count) images under test/ are left out: they are for the end"
      )
    }
    let assignments = try division.assignments(
      of: session.dataset, among: items, groups: session.split.groups)
    let partedCount = session.split.parted(by: assignments)
    if partedCount > 0 {
      reporter.warn(
        "the given folds part \(partedCount) pictures from others of their group, or from copies of them: what is "
          + "measured flatters")
    }
    let ratio = FoldAssignment.testToTrainRatio(assignments)
    let candidates = try candidates(session, in: folder)
    let tasks = try tasks(session, assignments, groups: session.split.groups)
    stopwatch.trainingBegins()
    let progress =
      configuration.trainsHeadAlone ? nil : FoldProgress(in: folder, reporter: reporter)
    let outcomes = try runner(candidates, tasks.count, progress, task: "folds")
      .run(tasks, groups: session.split.groups)
    try write(session, assignments, outcomes, to: folder)
    let summary = try summary(session, assignments, outcomes, ratio: ratio)
    let pooled = try FoldOutcome.predictions(
      session, items: outcomes.flatMap(\.task.test),
      probabilities: outcomes.flatMap(\.probabilities))
    var findings = Findings(
      top5Accuracy: pooled.topAccuracy(5),
      details: ClassificationDetails(of: pooled, classes: session.dataset.classes))
    findings.isGrouped = !session.split.isTrivial && partedCount == 0
    findings.decision = try configuration.resampling.decision.map {
      try DecisionFit($0, classes: session.dataset.classes).result(outcomes, session)
    }
    findings.baselines = try baselines(session, outcomes, ratio: ratio)
    findings.copies = try copiesEffect(session, division, items, candidates, outcomes)
    if configuration.resampling.drawsLearningCurve == true {
      findings.learningCurve = try LearningCurveRun(recipe: candidates[0], progress: progress)
        .curve(to: outcomes, groups: session.split.groups)
    }
    if let nested = configuration.resampling.nested {
      findings.nested = NestedResult(
        outcomes, candidates: candidates, innerFolds: nested.innerFolds, testToTrainRatio: ratio)
    }
    if configuration.resampling.refits {
      findings.refitEpochs = try refit(
        session, items, candidates, assignments.count, outcomes, summary, findings, folder)
    }
    let result = result(session, summary, findings, folder, stopwatch.effort(session))
    try JSONFile.write(result, to: folder.file("metrics.json"))
    RunReport(in: folder, of: session, explainer: FoldExplainer(outcomes, session))
      .write(.crossValidation(result, configuration)) {
        try ReportMaterial(
          of: session,
          outcomes.map { JudgedSplit(training: $0.task.seen, judged: $0.task.test) }, in: folder,
          hasModel: findings.refitEpochs != nil, keepsGroups: partedCount == 0)
      }
    progress?.remove()
    return (result, session)
  }

  private func session(
    _ configuration: RunConfiguration, in folder: RunFolder, after earlier: Session?,
    check: (Dataset) throws -> Void
  ) throws -> Session {
    try Session(
      configuration, after: earlier, cache: cache, run: folder, reporter: reporter,
      cancellation: cancellation, check: check)
  }

  /// The items that folds and final model may see: not those that the folders set aside for testing.
  private static func trainable(_ items: [Int], in dataset: Dataset) -> [Int] {
    guard let splits = dataset.splits else { return items }
    let test = Set(splits.test)
    return items.filter { !test.contains($0) }
  }

  // MARK: Folds

  /// What a nested search chooses from; otherwise the one recipe that there is.
  private func candidates(_ session: Session, in folder: RunFolder) throws -> [Recipe] {
    guard let nested = configuration.resampling.nested else {
      return [
        Recipe(
          name: configuration.head.name, session: session, settings: configuration.training)
      ]
    }
    let heads = nested.heads.isEmpty ? [configuration.head] : nested.heads
    return try heads.flatMap { head in
      var own = configuration
      own.head = head
      let session = try self.session(own, in: folder, after: session) { _ in }
      let rates =
        nested.learningRates.isEmpty || head.classifier != nil
        ? [configuration.training.optimizer.learningRate] : nested.learningRates
      return rates.map { rate in
        var settings = configuration.training
        settings.optimizer.learningRate = rate
        return Recipe(name: head.name, session: session, settings: settings)
      }
    }
  }

  private func tasks(
    _ session: Session, _ assignments: [FoldAssignment], groups: ItemGroups
  ) throws -> [FoldTask] {
    try FoldTask.tasks(
      of: assignments, session.dataset, groups: groups, configuration.training)
  }

  private func runner(
    _ candidates: [Recipe], _ taskCount: Int, _ progress: FoldProgress?, task: String
  ) -> FoldRunner {
    FoldRunner(
      recipe: candidates[0],
      search: configuration.resampling.nested.map {
        NestedSearch(candidates, innerFolds: $0.innerFolds, taskCount: taskCount)
      }, progress: progress, task: task)
  }

  private func summary(
    _ session: Session, _ assignments: [FoldAssignment], _ outcomes: [FoldOutcome], ratio: Double
  ) throws -> CrossValidationSummary {
    let leavesGroupsOut = configuration.resampling.leavesOneGroupOut == true
    let folds = outcomes.map { outcome in
      let groups = Set(outcome.task.test.compactMap { session.dataset.items[$0].group })
      return CrossValidationSummary.Fold(
        outcome, classes: session.dataset.classes,
        group: leavesGroupsOut ? groups.sorted().joined(separator: " + ") : nil)
    }
    return CrossValidationSummary(
      folds: folds, testToTrainRatio: ratio,
      pooled: try FoldOutcome.report(
        session, items: outcomes.flatMap(\.task.test),
        probabilities: outcomes.flatMap(\.probabilities)))
  }

  /// What the classifiers on frozen features reach that a recipe has to beat; `nil` where they are not judged.
  private func baselines(
    _ session: Session, _ outcomes: [FoldOutcome], ratio: Double
  ) throws -> [Baseline]? {
    let judged = outcomes.prefix(
      configuration.baselineFolds(
        images: session.usable.count, classes: session.dataset.classes.count, of: outcomes.count))
    guard !judged.isEmpty else { return nil }
    if judged.count < outcomes.count {
      reporter.note(
        "baselines are judged in the first \(judged.count) of \(outcomes.count) folds, which take long enough: "
          + "--baselines judges them in all, --no-baselines in none")
    }
    return try session.baselines {
      try $0.compared(
        judged.map { Baselines.Fold(training: $0.task.seen, test: $0.task.test) },
        recipe: judged.map(\.report.accuracy), testToTrainRatio: ratio)
    }
  }

  /// The first repeat once more with copies parted, where that costs no pass through the backbone.
  private func copiesEffect(
    _ session: Session, _ division: Division, _ items: [Int], _ candidates: [Recipe],
    _ outcomes: [FoldOutcome]
  ) throws -> CopiesEffect? {
    let copies = session.split.copies
    guard !copies.isEmpty, division.followsGroups, configuration.trainsHeadAlone else {
      return nil
    }
    // The groups that the data declares stay whole either way.
    let declared = ItemGroups(of: session.dataset.items)
    func first(_ groups: ItemGroups) throws -> FoldAssignment {
      try division.assignments(of: session.dataset, among: items, groups: groups)[0]
    }
    let assignment = try first(declared)
    // Copies of which each has its own within its group are not parted.
    guard try assignment != first(session.split.groups) else { return nil }
    let tasks = try tasks(session, [assignment], groups: declared)
    let parted = try runner(candidates, tasks.count, nil, task: "folds with copies parted")
      .run(tasks, groups: declared)
    return CopiesEffect(
      copies: copies, together: outcomes.filter { $0.task.number == 0 }, parted: parted)
  }
}
