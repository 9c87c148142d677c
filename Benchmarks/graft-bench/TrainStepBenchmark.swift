import Backbones
import Foundation
import Graphs
import Kernels
import Tensors
import Training
import Workbench
import Workers

/// Milliseconds of a whole training step on random weights and pictures: the frozen part, forward, loss, back,
/// SGD with momentum; as `graft train` takes it.
struct TrainStepBenchmark {
  private let name: String
  private let batch: Int
  private let steps: Int
  private let workers: Workers
  private let session: PhaseSession

  init(_ arguments: ArraySlice<String>) throws {
    let arguments = Array(arguments)
    var options: [String: String] = [:]
    for index in stride(from: 0, to: arguments.count - 1, by: 2) {
      options[arguments[index]] = arguments[index + 1]
    }
    guard let name = options["--backbone"], let batch = options["--batch"].flatMap(Int.init),
      let precision = options["--precision"].flatMap(Precision.init),
      let mode = options["--batchnorm"].flatMap(BatchNormMode.init),
      let policy = options["--freeze"], let steps = options["--steps"].flatMap(Int.init),
      let threads = options["--threads"].flatMap(Int.init)
    else { throw BenchmarkError.usage }
    self.name = name
    self.batch = batch
    self.steps = steps
    workers = Workers(count: threads)
    let graph = try Backbone(Architecture(named: name)).grafted(
      head: Head(kind: .linear, dropout: 0, classes: 1000))
    let parameters = try graph.initialParameters(ofNodes: graph.nodes.indices, seed: 1)
    let phase = try TrainingPhases(
      freezing: FreezingPolicy(policy), batchNorm: mode, epochs: 10, of: graph
    ).phases[0].fitPhase(of: graph)
    let microBatch =
      options["--micro-batch"].flatMap(Int.init)
      ?? MicroBatch.recommendedForTraining(
        graph, after: phase.boundary.node, keepsWholeBatch: mode == .train, precision: precision,
        batch: batch)
    let kernels = OneDNN()
    let trainer = try Trainer(
      graph: graph, phases: [phase],
      configuration: TrainingConfiguration(
        epochs: 10, batchSize: batch,
        optimizer: OptimizerConfiguration(name: .momentum, learningRate: 1e-6)),
      kernels: kernels, precision: precision, microBatch: microBatch)
    let prefix =
      phase.boundary.node == 0
      ? nil
      : try ExecutorPool(
        plan: InferencePlan(
          graph: graph, outputs: [phase.boundary.node], parameters: parameters,
          microBatch: microBatch, precision: precision, kernels: kernels), count: threads)
    session = try PhaseSession(
      trainer: trainer, phase: phase,
      source: RandomPictures(input: graph.input, count: batch, prefix: prefix),
      training: Array(0..<batch), parameters: parameters, averages: parameters,
      workers: workers)
  }

  func run() throws {
    var milliseconds: [Double] = []
    for step in 0...steps {
      let start = DispatchTime.now().uptimeNanoseconds
      _ = try session.step(
        Array(0..<batch), rowNames: (0..<UInt64(batch)).map { $0 }, epoch: 1, number: step,
        learningRate: 1e-6, averageStep: step + 1)
      let elapsed = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e6
      if step > 0 { milliseconds.append(elapsed) }
    }
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    let list = milliseconds.map { String(format: "%.2f", $0) }.joined(separator: ",")
    print(
      "{\"backbone\":\"\(name)\",\"ms\":[\(list)],\"peakMemoryBytes\":\(usage.ru_maxrss * 1024)}")
  }
}

/// The same random picture for every item, through the frozen part if there is one.
private struct RandomPictures: ExampleSource {
  let labels: [Int]
  let weights: [Float]
  let identifiers: [UInt64]
  private let picture: [Float]
  private let prefix: ExecutorPool?

  init(input: Graphs.Operation.Input, count: Int, prefix: ExecutorPool?) {
    labels = (0..<count).map { $0 * 7 % 1000 }
    weights = [Float](repeating: 1, count: count)
    identifiers = (0..<UInt64(count)).map { $0 }
    var stream = RandomStream(seed: 2, purpose: .test)
    picture = (0..<input.height * input.width * input.channels).map { _ in stream.nextNormal() }
    self.prefix = prefix
  }

  func write(
    _ rows: Range<Int>, of batch: ExampleBatch, into microBatch: MicroBatchExecutor
  ) throws {
    guard let prefix else { return copy(rows.count, into: microBatch.input) }
    let frozen = try prefix[microBatch.worker]
    copy(rows.count, into: frozen.input)
    try frozen.run()
    frozen.copyOutput(rows: rows.count, into: microBatch.input)
  }

  private func copy(_ count: Int, into target: UnsafeMutableBufferPointer<Float>) {
    for row in 0..<count {
      _ = UnsafeMutableBufferPointer(
        rebasing: target[row * picture.count..<(row + 1) * picture.count]
      ).update(fromContentsOf: picture)
    }
  }
}
