import Backbones
import Datasets
import Files
import Graphs
import Images
import Kernels
import Tensors
import Training
import Workers

/// A pretrained backbone whose features say what pictures show, and heads for them.
struct BackboneFeatures {
  let network: Network
  let machine: RunConfiguration.Machine
  let cache: CacheFolder
  let reporter: any Reporter
  let cancellation: Cancellation?
  /// From which weights are drawn where there are none.
  var seed: UInt64 = 0

  /// A head with the defaults of a training, and what it begins with.
  struct Untrained {
    let trainer: Trainer
    /// Every parameter behind the features.
    let initial: [String: Tensor]
  }

  /// What the backbone gives for every picture; what a training has cached is not computed again.
  /// - Throws: For a picture that cannot be read too: those are out already.
  func table(of dataset: Dataset) throws -> FeatureTable {
    try extracted(from: dataset.items, classes: dataset.classes).table
  }

  /// The same for items of any data sets.
  /// - Parameters:
  ///   - classes: To which the items' labels belong.
  ///   - badImages: What becomes of a picture that cannot be read.
  /// - Throws: What reading pictures and running the backbone throws.
  func extracted(
    from items: [Item], classes: [String],
    badImages: RunConfiguration.Data.BadImagePolicy = .error
  ) throws -> FeatureExtraction.Result {
    let (graph, trainer) = try grafted(classes: classes)
    let boundary = trainer.phases[0].boundary
    let parameters = try network.parameters(of: graph, cache: cache, seed: seed)
    let kernels = OneDNN()
    func compile(_ microBatch: Int) throws -> InferencePlan {
      try InferencePlan(
        graph: graph, outputs: [boundary.node], parameters: parameters, microBatch: microBatch,
        precision: .float32, kernels: kernels)
    }
    func budget(_ plan: InferencePlan) -> MemoryBudget {
      MemoryBudget(
        plan: plan, items: items.count, views: 0,
        parameterByteCount: parameters.values.reduce(0) { $0 + $1.byteCount })
    }
    let plan = try compile(
      machine.microBatch ?? MicroBatch.recommended(for: graph, precision: .float32))
    let workers = try budget(plan).workers(machine, reporter) { try budget(compile($0)) }
    return try FeatureExtraction(
      graph: graph, boundary: boundary, parameters: parameters,
      preprocessing: network.preprocessing, policy: AugmentationPolicy.find("none"),
      viewCount: 0, augmentationSeed: 0, plan: plan, kernels: kernels, workers: workers,
      cache: Session.featureCache(machine, cache: cache), badImages: badImages, clock: StageClock(),
      reporter: reporter, cancellation: cancellation
    ).run(on: items)
  }

  func untrained(classes: [String]) throws -> Untrained {
    let (graph, trainer) = try grafted(classes: classes)
    let head = graph.nodes.indices.filter { graph.nodes[$0].name.hasPrefix(Head.prefix) }
    return Untrained(
      trainer: trainer, initial: try graph.initialParameters(ofNodes: head, seed: 0))
  }

  private func grafted(classes: [String]) throws -> (graph: Graph, trainer: Trainer) {
    let graph = try network.grafted(
      RunConfiguration.HeadSettings(), classes: max(classes.count, 2))
    let trainer = try Trainer(
      graph: graph, configuration: TrainingConfiguration(), kernels: OneDNN(), classes: classes,
      trains: { $0.name.hasPrefix(Head.prefix) })
    return (graph, trainer)
  }
}
