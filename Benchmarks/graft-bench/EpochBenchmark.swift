import Backbones
import Datasets
import Graphs
import Images
import Kernels
import Tensors
import Training
import Workbench
import Workers

/// An epoch of training through a whole network: its pictures read, decoded and augmented as they are wanted, or lying
/// in memory as the network wants them.
struct EpochBenchmark {
  private static let batch = 32

  private let session: PhaseSession
  private let identifiers: [UInt64]

  /// - Parameter arguments: A folder of class folders, an architecture, and a policy's name or `tensors`.
  init(_ arguments: ArraySlice<String>) throws {
    let arguments = Array(arguments)
    guard arguments.count == 3 else { throw BenchmarkError.usage }
    let dataset = try DatasetScan(of: arguments[0]).dataset
    let graph = try Backbone(Architecture(named: arguments[1])).grafted(
      head: Head(kind: .linear, dropout: 0.2, classes: dataset.classes.count))
    let parameters = try graph.initialParameters(ofNodes: graph.nodes.indices, seed: 1)
    let phase = try TrainingPhases(
      freezing: .nothing, batchNorm: .frozen, epochs: 100, of: graph
    ).phases[0].fitPhase(of: graph)
    let trainer = try Trainer(
      graph: graph, phases: [phase],
      configuration: TrainingConfiguration(
        epochs: 100, batchSize: Self.batch,
        optimizer: OptimizerConfiguration(name: .momentum, learningRate: 1e-6)),
      kernels: OneDNN(), precision: .float32,
      microBatch: MicroBatch.recommendedForTraining(
        graph, after: 0, keepsWholeBatch: false, precision: .float32, batch: Self.batch))
    identifiers = dataset.items.map(\.identifier)
    let source: any ExampleSource =
      try arguments[2] == "tensors"
      ? Self.tensors(of: dataset) : Self.pictures(of: dataset, policy: arguments[2])
    session = try PhaseSession(
      trainer: trainer, phase: phase, source: source, training: Array(identifiers.indices),
      parameters: parameters, averages: parameters, workers: Workers(count: Workers.available))
  }

  private static func pictures(of dataset: Dataset, policy: String) throws -> PictureSource {
    var augmentation = RunConfiguration.Augmentation()
    augmentation.policy = policy
    augmentation.views = nil
    return try PictureSource(
      dataset: dataset, preprocessing: Preprocessing(), policy: .find(policy),
      augmentation: augmentation, prefix: nil, clock: StageClock())
  }

  private static func tensors(of dataset: Dataset) throws -> FeatureTable {
    let preprocessing = Preprocessing()
    var rows: [Float] = []
    var row = [Float](repeating: 0, count: preprocessing.elementCount)
    for item in dataset.items {
      let image = try Image.load(path: item.path)
      try row.withUnsafeMutableBufferPointer {
        try preprocessing.render(image, view: .identity, into: $0)
      }
      rows += row
    }
    return FeatureTable(
      features: try Tensor(
        rows,
        shape: [dataset.items.count, preprocessing.height, preprocessing.width, 3]),
      labels: dataset.items.map(\.label), weights: dataset.items.map { Float($0.weight) },
      identifiers: dataset.items.map(\.identifier))
  }

  /// Whole batches of the first pictures on; the first epoch, of the pictures as they are, is not served.
  func serve() throws {
    let batches = identifiers.count / Self.batch
    var epoch = 2
    try Rounds.serve("\(batches * Self.batch) pictures") {
      for number in 0..<batches {
        let items = Array(number * Self.batch..<(number + 1) * Self.batch)
        _ = try session.step(
          items, rowNames: items.map { identifiers[$0] }, epoch: epoch, number: number,
          learningRate: 1e-6, averageStep: (epoch - 1) * batches + number)
      }
      epoch += 1
    }
  }
}
