import Datasets
import Files
import Training
import Workers

/// Baselines for a model that is there already: fitted to the pictures that it was trained on, judged on others.
struct EvaluationBaselines {
  struct Result {
    let baselines: [Baseline]
    let training: Evaluate.BaselineTraining
    /// Of the pictures that were learned from and those that were judged.
    let features: ReportFeatures
  }

  private let pictures: BaselinePictures
  private let classes: [String]
  private let backbone: BackboneBeforeTraining
  private let pass: PassConfiguration
  private let cache: CacheFolder
  private let reporter: any Reporter
  private let cancellation: Cancellation?

  /// Looks for everything that is needed, and computes nothing yet.
  /// - Parameters:
  ///   - pictures: To learn from.
  ///   - name: As the model was named.
  /// - Throws: What ``BackboneBeforeTraining`` and reading its weights throw.
  init(
    learningFrom pictures: BaselinePictures, of model: Model, named name: String,
    pass: PassConfiguration, cache: CacheFolder, reporter: any Reporter,
    cancellation: Cancellation?
  ) throws {
    backbone = try BackboneBeforeTraining(of: model, named: name, reporter: reporter)
    // Read and dropped: weights that are not here are better known before the work.
    let network = backbone.network
    _ = try network.parameters(
      of: network.backbone.features(kind: network.headKind), cache: cache, seed: backbone.seed)
    classes = model.description.labels
    self.pictures = pictures
    self.pass = pass
    self.cache = cache
    self.reporter = reporter
    self.cancellation = cancellation
  }

  /// - Parameters:
  ///   - judged: The pictures, labelled as the model has its classes; at least one.
  ///   - correct: Whether the model recognized each.
  /// - Throws: What reading pictures, computing features and fitting throw.
  func compared(on judged: [Item], correct: [Bool]) throws -> Result {
    let workers = Workers(count: pass.machine.threads ?? Workers.available)
    let (path, items) = (pictures.path, pictures.items)
    let copies = try copies(among: judged, workers)
    if copies > 0 {
      reporter.warn(
        "\(copies) of the \(judged.count) judged pictures are also among those of \(path): pictures that were learned "
          + "from flatter the nearest neighbours, and the model"
          + (pictures.areKnown ? "" : " if it was trained on them"))
    }
    reporter.note(
      "features of \(backbone.network.name) as it was before training, for the baselines")
    let features = try BackboneFeatures(
      network: backbone.network, machine: pass.machine, cache: cache, reporter: reporter,
      cancellation: cancellation, seed: backbone.seed
    ).extracted(
      from: items + judged, classes: classes, badImages: pass.skipsUnreadable ? .skip : .error)
    for problem in features.problems { reporter.warn("left out: \(problem.message)") }
    let training = features.usable.filter { $0 < items.count }
    let test = features.usable.filter { $0 >= items.count }
    let readable = Set(training.map { items[$0].label })
    let missing = classes.indices.filter { !readable.contains($0) }
    guard missing.isEmpty else {
      throw WorkbenchError.otherClasses(
        path: path, missing: missing.map { classes[$0] }, extra: [])
    }
    let frozen = FrozenFeatures(features.table)
    let baselines = try Baselines(
      features: frozen, classCount: classes.count, selection: nil,
      held: HeldBaselines(), workers: workers, reporter: reporter, cancellation: cancellation
    ).compared(
      Baselines.Fold(training: training, test: test),
      recipe: test.map { correct[$0 - items.count] })
    return Result(
      baselines: baselines,
      training: Evaluate.BaselineTraining(
        data: path, images: training.count, isKnown: pictures.areKnown,
        skipped: items.count - training.count, copies: copies),
      features: ReportFeatures(
        features: frozen, origin: .beforeTraining, items: named(besides: judged) + judged,
        splits: [JudgedSplit(training: training, judged: test)]))
  }

  /// The training pictures with their folder's name, so that a reader tells them from those that were judged.
  private func named(besides judged: [Item]) -> [Item] {
    let taken = Set(judged.map(\.relativePath))
    return pictures.items.map { item in
      var name = "\(pictures.path)/\(item.relativePath)"
      while taken.contains(name) { name = "training: " + name }
      return Item(
        place: item.place, relativePath: name, label: item.label, group: item.group,
        weight: item.weight)
    }
  }

  private func copies(among judged: [Item], _ workers: Workers) throws -> Int {
    func digests(of items: [Item]) throws -> [ImageDigest?] {
      try PictureDigests(
        of: items, stopsAtProblems: !pass.skipsUnreadable, workers: workers,
        cancellation: cancellation
      ).digests
    }
    let known = Set(try digests(of: pictures.items).compactMap { $0 })
    return try digests(of: judged).count { $0.map(known.contains) ?? false }
  }
}
