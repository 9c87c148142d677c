import Backbones
import Foundation
import Graphs
import Kernels
import Synchronization
import Tensors
import Training
import Workbench
import Workers

/// Milliseconds of a whole training step on random weights and pictures: forward, loss, back, optimizer.
struct TrainStepBenchmark {
  private let name: String
  private let executor: TrainingExecutor
  private let prefix: InferencePlan?
  private let batch: Int
  private let steps: Int
  private let workers: Workers
  private let picture: [Float]

  init(_ arguments: ArraySlice<String>) throws {
    let arguments = Array(arguments)
    var options: [String: String] = [:]
    for index in stride(from: 0, to: arguments.count - 1, by: 2) {
      options[arguments[index]] = arguments[index + 1]
    }
    guard let name = options["--backbone"], let batch = options["--batch"].flatMap(Int.init),
      let microBatch = options["--micro-batch"].flatMap(Int.init),
      let precision = options["--precision"].flatMap(Precision.init),
      let mode = options["--batchnorm"].flatMap(BatchNormMode.init),
      let policy = options["--freeze"], let steps = options["--steps"].flatMap(Int.init),
      let threads = options["--threads"].flatMap(Int.init)
    else { throw BenchmarkError.usage }
    self.name = name
    self.batch = batch
    self.steps = steps
    workers = Workers(count: threads)
    let backbone = try Backbone(Architecture(named: name))
    let graph = try backbone.grafted(head: Head(kind: .linear, dropout: 0, classes: 1000))
    let parameters = try graph.initialParameters(ofNodes: graph.nodes.indices, seed: 1)
    let phase = try TrainingPhases(
      freezing: FreezingPolicy(policy), batchNorm: mode, epochs: 10, of: graph
    ).phases[0]
    let boundary = phase.boundary(in: graph)
    let kernels = OneDNN()
    let plan = try TrainingPlan.training(
      graph: graph, boundary: boundary, microBatch: microBatch, precision: precision,
      kernels: kernels, trains: phase.trained.contains,
      statistics: { phase.usesBatchStatistics($0, in: graph) ? .batch : .running })
    executor = try TrainingExecutor(
      plan,
      store: ParameterStore(
        graph.parameters(after: boundary), layouts: plan.parameterLayouts, values: parameters,
        kernels: kernels))
    prefix =
      boundary.node == 0
      ? nil
      : try InferencePlan(
        graph: graph, outputs: [boundary.node], parameters: parameters, microBatch: microBatch,
        precision: precision, kernels: kernels)
    var stream = RandomStream(seed: 2, purpose: .test)
    let input = graph.input
    picture = (0..<input.height * input.width * input.channels).map { _ in stream.nextNormal() }
  }

  func run() throws {
    let prefixes = try prefix.map { try ExecutorPool(plan: $0, count: workers.count) }
    let classes = executor.plan.classes
    let picture = picture
    let share = 1 / Float(batch)
    var milliseconds: [Double] = []
    let pool = prefixes
    var velocities: [String: AlignedStorage] = [:]
    for parameter in executor.trained {
      velocities[parameter.name] = try AlignedStorage(
        byteCount: executor.store.elementCount(of: parameter.name) * 4)
    }
    for step in 0...steps {
      let start = DispatchTime.now().uptimeNanoseconds
      try executor.run(
        rows: batch, workers: workers,
        fill: { microBatch, rows in
          if let pool {
            let frozen = try pool[microBatch.worker]
            for row in 0..<rows.count {
              frozen.input.copy(picture, at: row * picture.count)
            }
            try frozen.run()
            let bytes = frozen.output(0)
            if frozen.plan.outputs[0].elementType == .bfloat16 {
              let source = bytes.assumingMemoryBound(to: UInt16.self)
              for index in source.indices {
                microBatch.input[index] = BFloat16(bitPattern: source[index]).float
              }
            } else {
              UnsafeMutableRawBufferPointer(microBatch.input).copyMemory(from: bytes)
            }
          } else {
            for row in 0..<rows.count {
              microBatch.input.copy(picture, at: row * picture.count)
            }
          }
          microBatch.targets.update(repeating: 0)
          microBatch.rowWeights.update(repeating: 0)
          for row in 0..<rows.count {
            microBatch.targets[row * classes + (rows.lowerBound + row) % classes] = 1
            microBatch.rowWeights[row] = share
          }
        }, read: { _, _ in })
      update(velocities)
      let elapsed = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e6
      if step > 0 { milliseconds.append(elapsed) }
    }
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    let list = milliseconds.map { String(format: "%.2f", $0) }.joined(separator: ",")
    print(
      "{\"backbone\":\"\(name)\",\"ms\":[\(list)],\"peakMemoryBytes\":\(usage.ru_maxrss * 1024),"
        + "\"arenaBytes\":\(executor.plan.arenaByteCount),\"sharedBytes\":\(executor.plan.sharedByteCount)}"
    )
  }

  private func update(_ velocities: [String: AlignedStorage]) {
    let optimizer = Momentum(momentum: 0.9)
    for parameter in executor.trained {
      guard let velocity = velocities[parameter.name] else { continue }
      let values = executor.store[parameter.name]
      optimizer.update(
        values, gradient: executor.gradient(of: parameter.name),
        slots: [
          UnsafeMutableBufferPointer(
            start: velocity.start.assumingMemoryBound(to: Float.self), count: values.count)
        ], learningRate: 1e-6, weightDecay: 0, step: 1)
    }
  }
}

extension UnsafeMutableBufferPointer<Float> {
  fileprivate func copy(_ values: [Float], at start: Int) {
    values.withUnsafeBytes { source in
      UnsafeMutableRawBufferPointer(
        UnsafeMutableBufferPointer(rebasing: self[start..<start + values.count])
      ).copyMemory(from: source)
    }
  }
}
