import Datasets
import Evaluation
import Files
import Images
import Tensors
import Workers

/// Judges a model on labelled pictures.
public struct Evaluate {
  /// What is judged besides.
  public struct Settings: Sendable {
    /// How many pictures at most are judged under changes at growing strength; `nil` for none.
    public var robustnessCount: Int?
    /// Over which probabilities are averaged; `nil` for each picture as it is.
    public var testTimeViews: TestTimeViews?
    /// What baselines learn from: the pictures that the model was trained on.
    public var baselines: BaselineSource = .ownRun

    public init() {}

    /// - Throws: ``WorkbenchError/invalidSetting(name:allowed:found:)``.
    func validate() throws {
      if let robustnessCount {
        try WorkbenchError.require(
          robustnessCount >= 1, "--robustness-count", "1 or more", "\(robustnessCount)")
        try WorkbenchError.require(
          testTimeViews == nil, "--robustness",
          "no --tta with it: changed pictures are looked at once",
          "both")
      }
    }
  }

  /// What `graft evaluate --json` prints.
  public struct Result: Codable, Sendable {
    /// Which pictures of the data were judged.
    public enum Part: String, Codable, Sendable {
      /// Those in the folder `test`.
      case test
      /// All, where there is no such folder.
      case all
    }

    public struct Answering: Codable, Sendable {
      /// Share of the pictures that are answered.
      public let coverage: Double
      /// Of these; `nil` if none is.
      @ExplicitNull public private(set) var accuracy: Double?

      init(_ rule: DecisionRule, _ predictions: Predictions) {
        let rows = stride(from: 0, to: predictions.probabilities.count, by: predictions.classCount)
        let answers = rows.map {
          rule.answer(to: predictions.probabilities[$0..<$0 + predictions.classCount])
        }
        let answered = zip(answers, predictions.labels).filter { $0.0 != nil }
        coverage = Double(answered.count) / Double(answers.count)
        accuracy =
          answered.isEmpty
          ? nil : Double(answered.count { $0.0 == $0.1 }) / Double(answered.count)
      }
    }

    public let command: String
    /// As it was named.
    public let model: String
    public let backbone: String
    public let data: String
    public let part: Part
    public let classes: [String]
    public let metrics: Metrics
    public let macroPrecision: Double
    public let macroRecall: Double
    /// For which classes these have no value.
    public let undefined: UndefinedClasses
    /// `nil` with five classes or fewer.
    @ExplicitNull public var top5Accuracy: Double?
    /// Of the accuracy.
    public let interval: Interval
    /// Of the other figures, by drawing pictures, those that the data says belong together as one; `nil` where there
    /// are too many to draw.
    @ExplicitNull public private(set) var bootstrap: MetricIntervals?
    /// How the model's own rule does, which may abstain or favour a class; `nil` where the most probable class is its
    /// answer.
    @ExplicitNull public private(set) var answering: Answering?
    /// With `--tta`; all other figures are then of the averaged probabilities.
    @ExplicitNull public var testTimeAugmentation: TestTimeGain?
    /// With `--robustness`.
    @ExplicitNull public var robustness: Robustness?
    /// On the same pictures; `nil` where there are none.
    @ExplicitNull public var baselines: [Baseline]?
    /// `nil` as `baselines`.
    @ExplicitNull public var baselineTraining: BaselineTraining?
    /// In the order of `classes`.
    public let perClass: [ClassScores]
    /// `[true class][predicted class]`.
    public let confusion: [[Int]]
    public let details: ClassificationDetails
    public let images: Int
    public let skipped: Int
    public let problems: [BadImage]
    public let seconds: PassEffort
    public let imagesPerSecond: Double
    public let peakMemoryBytes: Int
    /// The run's folder; `nil` if none was asked for.
    @ExplicitNull public var output: String?
  }

  static let command = "evaluate"

  /// Enough to see what matters, and little enough to wait for.
  public static let usualRobustnessCount = RobustnessPass.usualCount

  let model: String
  let dataPath: String
  let classNames: String?
  let measuresDeployment: Bool
  let settings: Settings
  let pass: PassConfiguration
  private let cache: CacheFolder
  let reporter: any Reporter
  let cancellation: Cancellation?

  /// - Parameters:
  ///   - model: A folder, or the name of a published classifier.
  ///   - dataPath: A folder or a CSV file whose classes are among the model's.
  ///   - classNames: A file with what its classes are called; `nil` for their own names.
  ///   - measuresDeployment: Whether latency, throughput and memory are measured, for ``run(output:)`` with a folder.
  public init(
    model: String, dataPath: String, classNames: String? = nil, measuresDeployment: Bool = false,
    settings: Settings = Settings(),
    pass: PassConfiguration = PassConfiguration(),
    cache: CacheFolder = .standard(), reporter: any Reporter = SilentReporter(),
    cancellation: Cancellation? = nil
  ) {
    self.model = model
    self.dataPath = dataPath
    self.classNames = classNames
    self.measuresDeployment = measuresDeployment
    self.settings = settings
    self.pass = pass
    self.cache = cache
    self.reporter = reporter
    self.cancellation = cancellation
  }

  /// - Parameter output: The run's folder, made by this; `nil` for none. What an evaluation left there that came to
  ///   nothing makes way.
  /// - Throws: Anything ``Failure/init(_:)`` classifies.
  public func run(output: String? = nil) throws -> Result {
    let start = StageClock.now
    try pass.validate()
    try WorkbenchError.require(
      !measuresDeployment || output != nil, "--deployment",
      "--output, a folder for deployment.json and report.html", "none")
    try settings.validate()
    let subject = try subject(hasReport: output != nil)
    guard let output else { return try judge(subject, in: nil, start: start) }
    let folder = try RunFolder(evaluation: output)
    return try folder.recorded(reporter) {
      try JSONFile.write(configuration(of: subject.model), to: folder.file("config.json"))
      folder.record()
      return try judge(subject, in: folder, start: start)
    }
  }

  /// What is opened before there is a folder, so that mistakes leave none.
  private struct Subject {
    let model: Model
    let dataset: Dataset
    /// `nil` for each picture as it is.
    let views: [ViewParameters]?
    let baselines: EvaluationBaselines?

    var part: Result.Part { dataset.splits?.test.isEmpty == false ? .test : .all }

    var items: [Item] {
      switch part {
      case .test: (dataset.splits?.test ?? []).map { dataset.items[$0] }
      case .all: dataset.items
      }
    }
  }

  private func subject(hasReport: Bool) throws -> Subject {
    let scan = try DatasetScan(
      of: dataPath, options: ScanOptions(minimumClassCount: 1, classNames: classNames),
      cache: ListingCache(cache))
    Session.report(scan, to: reporter)
    let model = try Model(named: model, cache: cache)
    let subject = Subject(
      model: model, dataset: try scan.dataset.relabelled(to: model.description.labels),
      views: try settings.testTimeViews?.parameters(for: model.description.labels, reporter),
      baselines: try baselines(of: model, hasReport: hasReport))
    reporter.note(
      "\(subject.items.count) images (\(subject.part == .all ? "all" : "the folder test")) in "
        + "\(scan.dataset.classes.count) of the model's \(subject.dataset.classes.count) classes")
    return subject
  }

  /// - Returns: `nil` where nobody asked for baselines and they cannot be had, which is told.
  private func baselines(of model: Model, hasReport: Bool) throws -> EvaluationBaselines? {
    func baselines(learningFrom pictures: BaselinePictures) throws -> EvaluationBaselines {
      try EvaluationBaselines(
        learningFrom: pictures, of: model, named: self.model, pass: pass, cache: cache,
        reporter: reporter, cancellation: cancellation)
    }
    let labels = model.description.labels
    switch settings.baselines {
    case .nothing:
      return nil
    case .pictures(let path):
      return try baselines(
        learningFrom: BaselinePictures(
          of: path, classNames: classNames, labels: labels, cache: cache, reporter: reporter))
    case .ownRun:
      guard hasReport else { return nil }
      return try unlessItFails {
        try BaselinePictures(
          ofRun: self.model, labels: labels, cache: cache,
          workers: Workers(count: pass.machine.threads ?? Workers.available),
          cancellation: cancellation
        ).map(baselines)
      }
    }
  }

  /// What an evaluation that has no need of baselines does about them.
  /// - Throws: `CancellationError`; what else happens is told.
  private func unlessItFails<Value>(_ made: () throws -> Value?) throws -> Value? {
    do { return try made() } catch  where Failure(error).code != .interrupted {
      reporter.note("the model is put beside no baselines: \(error)")
      return nil
    }
  }

  private func judge(_ subject: Subject, in folder: RunFolder?, start: UInt64) throws -> Result {
    let (model, dataset, items) = (subject.model, subject.dataset, subject.items)
    let modelPass = try ModelPass(
      of: model, graph: model.description.graph,
      microBatch: pass.machine.microBatch ?? model.description.microBatch, pass: pass,
      reporter: reporter, cancellation: cancellation)
    if let views = subject.views, views.count > 1 {
      reporter.note("every picture passes the network \(views.count) times (--tta)")
    }
    let viewed = try modelPass.classify(
      items.map { ($0.place, $0.relativePath) }, over: subject.views ?? [.identity],
      reporter: reporter)
    let classification = viewed.mean
    let judged = classification.pass.readable.map { items[$0] }
    let predictions = try Predictions(
      probabilities: classification.probabilities, labels: judged.map(\.label),
      classCount: dataset.classes.count)
    let robustness = try settings.robustnessCount.map {
      try RobustnessPass(pass: modelPass, count: $0, reporter: reporter).run(
        judged, probabilities: classification.probabilities)
    }
    var result = result(
      model, predictions, groups: ItemGroups(of: judged).indexes, part: subject.part,
      classification.pass, folder, start: start)
    result.robustness = robustness
    result.testTimeAugmentation = try settings.testTimeViews.map {
      TestTimeGain(
        $0, with: predictions,
        without: try Predictions(
          probabilities: viewed.first.probabilities, labels: judged.map(\.label),
          classCount: dataset.classes.count))
    }
    let compared = try compared(
      subject, on: judged,
      correct: zip(predictions.predictedLabels, predictions.labels).map { $0 == $1 })
    result.baselines = compared?.baselines
    result.baselineTraining = compared?.training
    if let folder {
      try write(result, judged, classification, to: folder)
      writeReport(result, of: model, on: dataset, compared?.features, in: folder)
    }
    return result
  }

  private func compared(
    _ subject: Subject, on judged: [Item], correct: [Bool]
  ) throws -> EvaluationBaselines.Result? {
    guard let baselines = subject.baselines else { return nil }
    guard settings.baselines == .ownRun else {
      return try baselines.compared(on: judged, correct: correct)
    }
    return try unlessItFails { try baselines.compared(on: judged, correct: correct) }
  }

  private func result(
    _ opened: Model, _ predictions: Predictions, groups: [Int], part: Result.Part,
    _ rows: ModelPass.Result, _ folder: RunFolder?, start: UInt64
  ) -> Result {
    let labels = opened.description.labels
    let report = ClassificationReport(of: predictions, classes: labels)
    let answering = opened.description.decision.flatMap { rule in
      rule.threshold == nil && rule.leastConfidence == nil
        ? nil : Result.Answering(rule, predictions)
    }
    var effort = rows.effort
    effort.total = StageClock.seconds(since: start)
    return Result(
      command: Self.command, model: model, backbone: opened.description.backbone, data: dataPath,
      part: part, classes: labels, metrics: Metrics(report),
      macroPrecision: report.macroPrecision.value, macroRecall: report.macroRecall.value,
      undefined: UndefinedClasses(report, classes: labels),
      top5Accuracy: report.top5Accuracy, interval: report.accuracyInterval,
      bootstrap: MetricIntervals(of: predictions, groups: groups), answering: answering,
      perClass: report.perClass, confusion: report.confusion.counts,
      details: ClassificationDetails(of: predictions, classes: labels),
      images: report.itemCount, skipped: rows.problems.count, problems: rows.problems,
      seconds: effort,
      imagesPerSecond: Double(report.itemCount) / (effort.decode + effort.backbone),
      peakMemoryBytes: Stopwatch.peakMemoryBytes, output: folder?.path)
  }
}
