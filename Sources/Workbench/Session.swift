import Backbones
import Datasets
import Files
import Foundation
import Graphs
import Images
import Kernels
import Tensors
import Training
import Workers

/// What `train` and `crossval` share: the network with its head, the data, and the features of every
/// picture.
struct Session {
  let configuration: RunConfiguration
  let dataset: Dataset
  let graph: Graph
  let backboneName: String
  let preprocessing: Preprocessing
  let policy: AugmentationPolicy
  /// Of the backbone, and of a head if its file has one.
  let parameters: [String: Tensor]
  let trainer: HeadTrainer
  let microBatch: Int
  let features: FeatureExtraction.Result
  let workers: Workers
  let clock: StageClock
  let reporter: any Reporter
  let cancellation: Cancellation?

  /// - Parameter check: Looks at the data before anything is computed, so that a class that is too small is not
  ///   found out after an hour.
  /// - Throws: Everything that the configuration, the data or the weights can be wrong in.
  init(
    _ configuration: RunConfiguration, cache: CacheFolder, run: RunFolder,
    reporter: any Reporter, cancellation: Cancellation?, check: (Dataset) throws -> Void
  ) throws {
    self.configuration = configuration
    self.reporter = reporter
    self.cancellation = cancellation
    let scan = try DatasetScan(
      of: configuration.data.path,
      options: ScanOptions(
        classOrder: configuration.data.classOrder, grouping: configuration.data.grouping))
    dataset = scan.dataset
    Self.report(scan, to: reporter)
    try check(dataset)
    policy = try AugmentationPolicy.find(configuration.augmentation.policy)
    let network = try Network(configuration.backbone)
    backboneName = network.name
    preprocessing = network.preprocessing
    graph = try network.grafted(configuration.head, classes: dataset.classes.count)
    parameters = try network.parameters(
      of: graph, cache: cache, seed: configuration.training.seed)
    let kernels = OneDNN()
    trainer = try HeadTrainer(
      graph: graph, configuration: configuration.training, kernels: kernels,
      classes: dataset.classes
    ) { $0.name.hasPrefix(Head.prefix) }
    microBatch =
      configuration.machine.microBatch
      ?? MicroBatch.recommended(for: graph, precision: configuration.backbone.precision)
    let plan = try InferencePlan(
      graph: graph, outputs: [trainer.boundary.node], parameters: parameters,
      microBatch: microBatch, precision: configuration.backbone.precision, kernels: kernels)
    let views =
      policy.operations.isEmpty
      ? 0 : configuration.augmentation.views ?? configuration.training.epochs
    let budget = MemoryBudget(
      plan: plan, items: dataset.items.count, views: views,
      parameterByteCount: parameters.values.reduce(0) { $0 + $1.byteCount })
    workers = try budget.workers(
      wanted: configuration.machine.threads ?? Workers.available,
      limit: configuration.machine.memoryLimit)
    clock = StageClock()
    reporter.note(
      "\(dataset.items.count) images in \(dataset.classes.count) classes; \(network.name) frozen up to "
        + "\(graph.nodes[trainer.boundary.node].name), "
        + "\(ByteText.of(budget.featureByteCount)) of features")
    features = try FeatureExtraction(
      graph: graph, boundary: trainer.boundary, parameters: parameters,
      preprocessing: preprocessing, policy: policy, viewCount: views,
      augmentationSeed: configuration.augmentation.seed, plan: plan, kernels: kernels,
      workers: workers, cache: try Self.featureCache(configuration.machine, cache: cache),
      badImages: configuration.data.onBadImage, clock: clock, reporter: reporter,
      cancellation: cancellation
    ).run(on: dataset)
    try handle(features.problems, run: run)
  }

  /// Values for the head before training: one draw for each seed.
  func initialHead(seed: UInt64) throws -> [String: Tensor] {
    let suffix = graph.nodes.indices.dropFirst(trainer.boundary.node + 1)
    let fresh = try graph.initialParameters(
      ofNodes: suffix.filter { graph.nodes[$0].name.hasPrefix(Head.prefix) }, seed: seed)
    return parameters.merging(fresh) { $1 }
  }

  /// Of parameters after the boundary, those that training changes.
  func trained(_ parameters: [String: Tensor]) -> [String: Tensor] {
    let names = trainer.parameters.filter { $0.role.isTrainable && $0.name.hasPrefix(Head.prefix) }
    return parameters.filter { entry in names.contains { $0.name == entry.key } }
  }

  /// The whole network with a trained head.
  func model(head: [String: Tensor]) -> Model {
    Model(
      description: Model.Description(
        backbone: backboneName, labels: dataset.classes, preprocessing: preprocessing,
        precision: configuration.backbone.precision, microBatch: microBatch, graph: graph),
      parameters: parameters.merging(head) { $1 })
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
          + "(first: \(scan.unsupportedFiles[0])); convert them to JPEG or PNG")
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

  private func handle(_ problems: [BadImage], run: RunFolder) throws {
    guard !problems.isEmpty else { return }
    for problem in problems { reporter.warn("left out: \(problem.message)") }
    try JSONFile.write(problems, to: run.file("skipped.json"))
    guard configuration.data.onBadImage == .quarantine else { return }
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
