import Backbones
import Datasets
import Files
import Foundation
import Graphs
import Images
import Kernels
import Synchronization
import Tensors
import Training
import Workers

/// What `train` and `crossval` share: the network with its head, the data, and what each phase of a training
/// sees of it.
struct Session {
  let configuration: RunConfiguration
  let dataset: Dataset
  /// As it is trained.
  let graph: Graph
  /// As it is used: without what only training has.
  private let modelGraph: Graph
  let backboneName: String
  let preprocessing: Preprocessing
  let policy: AugmentationPolicy
  /// Of the backbone, and of a head if its file has one.
  let parameters: [String: Tensor]
  let trainer: Trainer
  /// Pictures that pass the network together in training.
  let microBatch: Int
  /// Items that could be read, ascending.
  let usable: [Int]
  let problems: [BadImage]
  let workers: Workers
  let clock: StageClock
  let reporter: any Reporter
  let cancellation: Cancellation?
  let cache: CacheFolder
  private let pictures: Pictures
  private let held = HeldSource()
  let heldBaselines: HeldBaselines
  let heldFeatures: HeldFeatures
  let heldThumbnails: HeldThumbnails
  let heldChartDrawing: HeldChartDrawing

  /// - Parameters:
  ///   - earlier: A session that differed in its head alone: its look at the pictures serves this one too, and what
  ///     the frozen part gave where the boundary is the same.
  ///   - check: Looks at the data before anything is computed, so that a class that is too small is not found out
  ///     after an hour.
  /// - Throws: Everything that the configuration, the data or the weights can be wrong in.
  init(
    _ configuration: RunConfiguration, after earlier: Session? = nil, cache: CacheFolder,
    run: RunFolder, reporter: any Reporter, cancellation: Cancellation?,
    check: (Dataset) throws -> Void
  ) throws {
    self.configuration = configuration
    self.reporter = reporter
    self.cancellation = cancellation
    self.cache = cache
    heldBaselines = earlier?.heldBaselines ?? HeldBaselines()
    heldFeatures = earlier?.heldFeatures ?? HeldFeatures()
    heldThumbnails = earlier?.heldThumbnails ?? HeldThumbnails()
    heldChartDrawing = earlier?.heldChartDrawing ?? HeldChartDrawing()
    let dataset: Dataset
    if let earlier {
      dataset = earlier.dataset
    } else {
      let scan = try DatasetScan(
        of: configuration.data.path,
        options: configuration.data.scanOptions(), cache: ListingCache(cache))
      dataset = scan.dataset
      Self.report(scan, to: reporter)
      let monitor = configuration.training.monitor
      try WorkbenchError.require(
        monitor.isMeaningful(classes: dataset.classes.count), "--monitor",
        "another figure than \(monitor.rawValue), which tells no two epochs apart with so few classes",
        "\(dataset.classes.count) classes")
      try check(dataset)
    }
    self.dataset = dataset
    policy =
      try earlier?.policy ?? .chosen(configuration.augmentation, for: dataset, reporter)
    let network = try Network(configuration.backbone)
    backboneName = network.name
    preprocessing = network.preprocessing
    modelGraph = try network.grafted(configuration.head, classes: dataset.classes.count)
    let graph = try network.trained(
      modelGraph, stochasticDepth: configuration.backbone.stochasticDepth)
    self.graph = graph
    let phases = try configuration.phases(of: graph).phases.map { $0.fitPhase(of: graph) }
    parameters = try network.parameters(
      of: graph, cache: cache, seed: configuration.training.seed)
    let precision = configuration.backbone.precision
    let isHeadAlone = configuration.trainsHeadAlone
    microBatch =
      configuration.machine.microBatch
      ?? (isHeadAlone
        ? MicroBatch.recommended(for: graph, precision: precision)
        : MicroBatch.recommendedForTraining(
          graph, after: phases.map(\.boundary.node).min() ?? 0,
          keepsWholeBatch: configuration.backbone.batchNorm == .train, precision: precision,
          batch: configuration.training.batchSize))
    trainer = try Trainer(
      graph: graph, phases: phases, configuration: configuration.training, kernels: OneDNN(),
      precision: precision, microBatch: isHeadAlone ? nil : microBatch, classes: dataset.classes)
    clock = StageClock()
    workers = try SessionBudget(
      configuration: configuration, trainer: trainer, parameters: parameters,
      microBatch: microBatch, dataset: dataset, policy: policy
    ).workers(reporter)
    let first = phases[0]
    let keeps = SourceChoice(
      configuration, first, policy: policy, graph: graph, items: dataset.items.count
    ).keeps
    if let earlier {
      pictures = earlier.pictures
    } else {
      pictures = try Self.pictures(
        of: dataset, configuration, isChecked: keeps, workers: workers, cache: cache, clock: clock,
        reporter: reporter, cancellation: cancellation)
    }
    if keeps, let features = earlier?.held.features(of: first) {
      usable = features.usable
      problems = features.problems
      held.hold(first, features, isNew: false)
    } else if keeps {
      let features = try Self.extraction(
        configuration, trainer, graph: graph, boundary: first.boundary, parameters: parameters,
        preprocessing: preprocessing, policy: policy, microBatch: microBatch, workers: workers,
        cache: cache, clock: clock, backbone: backboneName, reporter: reporter,
        cancellation: cancellation
      ).run(on: dataset.items, pictures.digests)
      usable = features.usable
      problems = features.problems
      held.hold(first, features)
    } else {
      usable = dataset.items.indices.filter { [pictures] in pictures.problems[$0] == nil }
      problems = pictures.problems.sorted { $0.key < $1.key }.map(\.value)
    }
    try record(problems, in: run, areNew: earlier == nil)
  }

  /// Which pictures stay on one side of every split.
  var split: SplitGroups { pictures.split }

  /// Of every picture.
  var digests: PictureDigests { pictures.digests }

  /// What is known of the pictures before any of them passes the network.
  private struct Pictures {
    let digests: PictureDigests
    let split: SplitGroups
    let problems: [Int: BadImage]
  }

  /// - Parameter isChecked: Whether computing features will find bad files anyway.
  private static func pictures(
    of dataset: Dataset, _ configuration: RunConfiguration, isChecked: Bool, workers: Workers,
    cache: CacheFolder, clock: StageClock, reporter: any Reporter, cancellation: Cancellation?
  ) throws -> Pictures {
    let isGrouped = configuration.data.grouping != .none
    let digests = try PictureDigests(
      of: dataset.items, stopsAtProblems: configuration.data.onBadImage == .error,
      workers: workers, cancellation: cancellation)
    guard isGrouped || !isChecked else {
      return Pictures(
        digests: digests, split: SplitGroups(of: dataset, copies: []), problems: digests.problems)
    }
    let hashes = try PictureHashes(
      workers: workers, cache: featureCache(configuration.machine, cache: cache),
      badImages: configuration.data.onBadImage, clock: clock, reporter: reporter,
      cancellation: cancellation
    ).run(on: dataset, digests)
    let split =
      try isGrouped
      ? SplitGroups(
        of: dataset, hashes.identities, machine: configuration.machine, cache: cache,
        reporter: reporter, cancellation: cancellation)
      : SplitGroups(of: dataset, copies: [])
    return Pictures(digests: digests, split: split, problems: hashes.problems)
  }

  /// What a phase trains on.
  /// - Parameter values: Every parameter of the network as it is now.
  /// - Throws: What compiling and computing throw.
  func source(
    for phase: FitPhase, parameters values: [String: Tensor]
  ) throws -> any ExampleSource {
    if let features = held.features(of: phase) { return features.table }
    let choice = SourceChoice(
      configuration, phase, policy: policy, graph: graph, items: dataset.items.count)
    if choice.keeps {
      let features = try Self.extraction(
        configuration, trainer, graph: graph, boundary: phase.boundary, parameters: values,
        preprocessing: preprocessing, policy: policy, microBatch: microBatch, workers: workers,
        cache: cache, clock: clock, backbone: backboneName, reporter: reporter,
        cancellation: cancellation
      ).run(on: dataset.items, pictures.digests)
      held.hold(phase, features)
      return features.table
    }
    if let reason = choice.reason { reporter.note(reason) }
    held.release()
    var prefix: ExecutorPool?
    if phase.boundary.node > 0 {
      prefix = try ExecutorPool(
        plan: InferencePlan(
          graph: graph, outputs: [phase.boundary.node], parameters: values,
          microBatch: microBatch, precision: configuration.backbone.precision,
          kernels: trainer.kernels), count: workers.count)
    }
    return PictureSource(
      dataset: dataset, preprocessing: preprocessing, policy: policy,
      augmentation: configuration.augmentation, prefix: prefix, clock: clock)
  }

  /// The pictures as the frozen backbone sees them; `nil` where something of it trains.
  var frozenFeatures: FeatureTable? {
    get throws {
      guard configuration.trainsHeadAlone else { return nil }
      return try source(for: trainer.phases[0], parameters: parameters) as? FeatureTable
    }
  }

  /// Pictures that passed the frozen part to be kept.
  var computedCount: Int { held.computedCount }

  private static func extraction(
    _ configuration: RunConfiguration, _ trainer: Trainer, graph: Graph,
    boundary: FreezeBoundary, parameters: [String: Tensor], preprocessing: Preprocessing,
    policy: AugmentationPolicy, microBatch: Int, workers: Workers, cache: CacheFolder,
    clock: StageClock, backbone: String, reporter: any Reporter, cancellation: Cancellation?
  ) throws -> FeatureExtraction {
    let plan = try InferencePlan(
      graph: graph, outputs: [boundary.node], parameters: parameters, microBatch: microBatch,
      precision: configuration.backbone.precision, kernels: trainer.kernels)
    reporter.note(
      "\(backbone) frozen up to \(graph.nodes[boundary.node].name): what it gives is kept")
    return FeatureExtraction(
      graph: graph, boundary: boundary, parameters: parameters, preprocessing: preprocessing,
      policy: policy,
      viewCount: configuration.augmentation.drawnViewCount(
        of: policy, epochs: configuration.training.epochs),
      augmentationSeed: configuration.augmentation.seed, plan: plan, kernels: trainer.kernels,
      workers: workers, cache: try featureCache(configuration.machine, cache: cache),
      badImages: configuration.data.onBadImage, clock: clock, reporter: reporter,
      cancellation: cancellation)
  }

  /// Values for everything before training: the backbone's, and for the head one draw for each seed.
  func initialParameters(seed: UInt64) throws -> [String: Tensor] {
    let fresh = try graph.initialParameters(
      ofNodes: graph.nodes.indices.filter { graph.nodes[$0].name.hasPrefix(Head.prefix) },
      seed: seed)
    return parameters.merging(fresh) { $1 }
  }

  /// The whole network as it was trained.
  func model(_ trained: [String: Tensor]) -> Model {
    let own = Set(graph.parameters.map(\.name))
    let precision = configuration.backbone.precision
    return Model(
      description: Model.Description(
        backbone: backboneName, labels: dataset.classes, preprocessing: preprocessing,
        precision: precision,
        microBatch: configuration.machine.microBatch
          ?? MicroBatch.recommended(for: modelGraph, precision: precision), graph: modelGraph),
      parameters: parameters.merging(trained) { $1 }.filter { own.contains($0.key) })
  }

  /// Of given parameters those that the optimizer ever changes.
  func trained(_ values: [String: Tensor]) -> [String: Tensor] {
    let names = trainer.phases.reduce(into: Set<String>()) { $0.formUnion($1.trained) }
    return values.filter { names.contains($0.key) }
  }

  static func featureCache(
    _ machine: RunConfiguration.Machine, cache: CacheFolder
  ) throws -> FeatureCache? {
    let root = cache.folder("features")
    let limit = try machine.cacheLimit ?? FeatureCache.defaultLimit(root: root)
    return limit > 0 ? FeatureCache(root: root, byteLimit: limit) : nil
  }

  static func report(_ scan: DatasetScan, to reporter: any Reporter) {
    if !scan.unsupportedFiles.isEmpty {
      reporter.warn(
        "\(scan.unsupportedFiles.count) files are in formats that are not read "
          + "(first: \(scan.unsupportedFiles[0])); convert them to JPEG, PNG or WebP")
    }
    if !scan.skippedLinks.isEmpty {
      reporter.warn(
        "\(scan.skippedLinks.count) links to folders were not followed (first: "
          + "\(scan.skippedLinks[0]))")
    }
    if scan.ungroupedItems > 0 {
      reporter.warn("\(scan.ungroupedItems) images have no group and stand alone")
    }
  }

  /// - Parameter areNew: Whether nobody was told of them, and they are where they were.
  private func record(_ problems: [BadImage], in run: RunFolder, areNew: Bool) throws {
    guard !problems.isEmpty else { return }
    for problem in problems where areNew { reporter.warn("left out: \(problem.message)") }
    try JSONFile.write(problems, to: run.file("skipped.json"))
    guard areNew, configuration.data.onBadImage == .quarantine else { return }
    let folder = try run.subfolder("quarantine")
    for problem in problems {
      // A list may name pictures outside its folder; the quarantine keeps them inside.
      let inside = problem.relativePath.split(separator: "/").map { $0 == ".." ? "__" : $0 }
      let target = folder + "/" + inside.joined(separator: "/")
      let parent = (target as NSString).deletingLastPathComponent
      do {
        try FileManager.default.createDirectory(
          atPath: parent, withIntermediateDirectories: true)
        try FileManager.default.moveItem(atPath: problem.path, toPath: target)
      } catch {
        reporter.warn("\(problem.path) could not be moved to \(target): \(error)")
      }
    }
  }
}

/// The features of the boundary that was wanted last: phases and folds that share it share them.
private final class HeldSource: Sendable {
  private struct State {
    var boundary: FreezeBoundary?
    var features: FeatureExtraction.Result?
    var computedCount = 0
  }

  private let state = Mutex(State())

  func features(of phase: FitPhase) -> FeatureExtraction.Result? {
    state.withLock { $0.boundary == phase.boundary ? $0.features : nil }
  }

  /// - Parameter isNew: Whether they were computed for this session.
  func hold(_ phase: FitPhase, _ features: FeatureExtraction.Result, isNew: Bool = true) {
    state.withLock {
      $0.boundary = phase.boundary
      $0.features = features
      if isNew { $0.computedCount += features.computedCount }
    }
  }

  func release() {
    state.withLock {
      $0.boundary = nil
      $0.features = nil
    }
  }

  var computedCount: Int { state.withLock { $0.computedCount } }
}
