import Datasets
import Evaluation
import Files
import Tensors
import Workers

/// Says what pictures show.
public struct Predict {
  /// What `graft predict --json` prints.
  public struct Result: Codable, Sendable {
    public struct Candidate: Codable, Sendable, Equatable {
      public let label: String
      public let probability: Float
    }

    public struct Prediction: Codable, Sendable {
      public let path: String
      /// The most probable class.
      public let label: String
      public let probability: Float
      /// What the model takes it for by its own rule, which may be another class; `nil` if it is too unsure.
      @ExplicitNull public private(set) var answer: String?
      /// The most probable classes, the best first; of equal ones the first of the model.
      public let top: [Candidate]
      /// The picture that explains it; `nil` if nobody asked, and then absent.
      public var explanation: String?
    }

    public let command: String
    /// As it was named.
    public let model: String
    public let predictions: [Prediction]
    public let skipped: Int
    public let problems: [BadImage]
    public let seconds: PassEffort
  }

  private let model: String
  private let paths: [String]
  private let top: Int
  private let explanation: Explanation?
  private let views: TestTimeViews?
  private let pass: PassConfiguration
  private let cache: CacheFolder
  private let reporter: any Reporter
  private let cancellation: Cancellation?

  /// - Parameters:
  ///   - model: A folder, or the name of a published classifier.
  ///   - paths: Pictures, and folders that are searched for them.
  ///   - top: Classes listed for each picture; all where the model has fewer.
  ///   - views: Over which probabilities are averaged; `nil` for each picture as it is.
  ///   - explanation: How each is explained, a picture each in the folder that ``run(output:)`` is given.
  public init(
    model: String, paths: [String], top: Int = 5, explanation: Explanation? = nil,
    views: TestTimeViews? = nil, pass: PassConfiguration = PassConfiguration(),
    cache: CacheFolder = .standard(),
    reporter: any Reporter = SilentReporter(),
    cancellation: Cancellation? = nil
  ) {
    self.model = model
    self.paths = paths
    self.top = top
    self.explanation = explanation
    self.views = views
    self.pass = pass
    self.cache = cache
    self.reporter = reporter
    self.cancellation = cancellation
  }

  /// - Parameter output: A folder for explanations, made by this; `nil` where there are none.
  /// - Throws: Anything ``Failure/init(_:)`` classifies.
  public func run(output: String? = nil) throws -> Result {
    let start = StageClock.now
    try pass.validate()
    try WorkbenchError.require(
      (output == nil) == (explanation == nil), "--output",
      explanation == nil ? "none without --explain" : "a folder for the explanations",
      output ?? "none")
    try WorkbenchError.require(
      views == nil || explanation == nil, "--tta",
      "none with --explain, which is of the picture as it is",
      views?.name ?? "")
    try WorkbenchError.require(top >= 1, "--top", "1 or more", "\(top)")
    let search = try ImageSearch(in: paths)
    if let first = search.unsupportedFiles.first {
      reporter.warn(
        "\(search.unsupportedFiles.count) files are in formats that are not read "
          + "(first: \(first)); convert them to JPEG, PNG or WebP")
    }
    guard !search.paths.isEmpty else {
      throw WorkbenchError.noImages(path: paths.joined(separator: ", "))
    }
    let model = try Model(named: model, cache: cache)
    // Always whole micro-batches: the company that a picture is in changes no bit of its answer.
    let microBatch = pass.machine.microBatch ?? model.description.microBatch
    let explainer = try explainer(of: model, output)
    let classification = try ModelPass(
      of: model, graph: model.description.graph, microBatch: microBatch, pass: pass,
      reporter: reporter, cancellation: cancellation
    ).classify(
      search.paths.map { (.file(path: $0), $0) },
      over: try views?.parameters(for: model.description.labels, reporter) ?? [.identity],
      reporter: reporter
    ).mean
    var predictions = predictions(search.paths, classification, model.description)
    if let explainer {
      let pictures = try explainer.run(
        on: subjects(search.paths, classification, model.description.labels.count),
        microBatch: microBatch)
      for (index, picture) in pictures.enumerated() { predictions[index].explanation = picture }
    }
    var effort = classification.pass.effort
    effort.total = StageClock.seconds(since: start)
    return Result(
      command: "predict", model: self.model,
      predictions: predictions,
      skipped: classification.pass.problems.count, problems: classification.pass.problems,
      seconds: effort)
  }

  private func explainer(of model: Model, _ output: String?) throws -> PredictionExplainer? {
    guard let explanation, let output else { return nil }
    return try PredictionExplainer(
      explanation, of: model, in: output, pass: pass, reporter: reporter,
      cancellation: cancellation)
  }

  private func subjects(
    _ paths: [String], _ classification: ModelPass.Classification, _ classCount: Int
  ) -> [PredictionExplainer.Subject] {
    classification.pass.readable.enumerated().map { row, picture in
      PredictionExplainer.Subject(
        path: paths[picture],
        probabilities: Array(
          classification.probabilities[row * classCount..<(row + 1) * classCount]))
    }
  }

  private func predictions(
    _ paths: [String], _ classification: ModelPass.Classification,
    _ model: Model.Description
  ) -> [Result.Prediction] {
    let labels = model.labels
    let rule = model.decision ?? DecisionRule()
    return classification.pass.readable.enumerated().map { row, picture in
      let probabilities = classification.probabilities[
        row * labels.count..<(row + 1) * labels.count]
      let order = labels.indices.sorted { first, second in
        let (one, other) = (
          probabilities[probabilities.startIndex + first],
          probabilities[probabilities.startIndex + second]
        )
        return one == other ? first < second : one > other
      }
      let candidates = order.prefix(top).map {
        Result.Candidate(
          label: labels[$0], probability: probabilities[probabilities.startIndex + $0])
      }
      // A model has at least one class, so there is a first candidate.
      return Result.Prediction(
        path: paths[picture], label: candidates[0].label, probability: candidates[0].probability,
        answer: rule.answer(to: probabilities).map { labels[$0] }, top: candidates)
    }
  }
}

extension Predict.Result {
  /// One row a picture: its path, the best class and its probability, then the next ones, and last the model's answer,
  /// which is empty where it is too unsure.
  public var csv: String {
    let width = predictions.map(\.top.count).max() ?? 1
    let isExplained = predictions.contains { $0.explanation != nil }
    let further = width < 2 ? [] : (2...width).flatMap { ["label\($0)", "probability\($0)"] }
    return CSVFile.text(
      header: ["path", "label", "probability"] + further + ["answer"]
        + (isExplained ? ["explanation"] : []),
      rows: predictions.map { prediction in
        [prediction.path]
          + prediction.top.flatMap { [$0.label, "\($0.probability)"] } + [prediction.answer ?? ""]
          + (isExplained ? [prediction.explanation ?? ""] : [])
      })
  }
}
