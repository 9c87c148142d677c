import Backbones
import Glibc
import Graphs
import Kernels
import Synchronization
import Tensors
import Training
import Workers

/// One run of a fixture as the engine computes it: the frozen part once, then three steps of what trains.
struct TrainingParityRun {
  let fixture: TrainingParityFixture
  let run: TrainingParityFixture.Run
  /// Of what trains.
  var kernels: any KernelSet = OneDNN()
  /// What norms normalize with instead of what the mode says; `nil` for the mode's.
  var wrongStatistics: NormStatistics?
  /// Instead of the fixture's.
  var wrongMomentum: Double?

  /// Rows of a micro-batch: the last of a batch of 5 is half padding.
  static let microBatch = 2

  /// On a worker's thread, beside other tests.
  func outcome(_ start: [String: Tensor], in graph: Graph) throws -> TrainingParityOutcome {
    try Workers(count: 1).run { try computed(start, in: graph) }
  }

  private func computed(
    _ start: [String: Tensor], in graph: Graph
  ) throws -> TrainingParityOutcome {
    let phase = try TrainingPhases(
      freezing: FreezingPolicy(run.freeze), batchNorm: batchNorm(), epochs: 1, of: graph
    ).phases[0]
    let boundary = phase.boundary(in: graph)
    let plan = try TrainingPlan.training(
      graph: graph, boundary: boundary, microBatch: Self.microBatch, kernels: kernels,
      trains: phase.trained.contains, statistics: { statistics(phase, ofNorm: $0, in: graph) })
    let store = try ParameterStore(
      graph.parameters(after: boundary), layouts: plan.parameterLayouts, values: start,
      kernels: kernels)
    let executor = try TrainingExecutor(plan, store: store)
    let input = try values(at: boundary, of: graph, start: start)
    let optimizer = Momentum(momentum: Float(wrongMomentum ?? fixture.momentum))
    let state = try OptimizerState(
      of: optimizer, parameters: executor.trained.map(\.name), in: store)
    var outcome = TrainingParityOutcome(
      losses: [], logits: [], gradients: [], changes: [:], movements: [:])
    for _ in 0..<3 {
      let step = try Self.step(executor, input: input, labels: fixture.labels)
      outcome.losses.append(step.loss)
      outcome.logits += step.logits
      outcome.gradients.append(try Self.gradients(of: executor))
      for parameter in executor.trained {
        let name = parameter.name
        ParameterUpdate(
          optimizer, group: ParameterGroup(), learningRate: fixture.learningRate,
          step: state.beginStep(of: name)
        ).apply(
          to: store[name], gradient: executor.gradient(of: name), slots: state.slots(of: name))
      }
    }
    try note(changesOf: executor, since: start, in: &outcome)
    return outcome
  }

  private func batchNorm() throws -> BatchNormMode {
    guard let mode = BatchNormMode(rawValue: run.batchNorm) else {
      throw TrainingError.invalidSetting(
        name: "--batchnorm", allowed: "a mode", found: run.batchNorm)
    }
    return mode
  }

  private func statistics(
    _ phase: TrainingPhase, ofNorm node: Int, in graph: Graph
  ) -> NormStatistics {
    wrongStatistics ?? phase.statistics(ofNorm: node, in: graph)
  }

  /// What the frozen part makes of the pictures, row after row.
  private func values(
    at boundary: FreezeBoundary, of graph: Graph, start: [String: Tensor]
  ) throws -> [Float] {
    let pictures = try TrainingParityWeights.pictures(named: run.pictures, shape: fixture.input)
    guard boundary.node > 0 else { return pictures.floats }
    return try InferencePlan(
      graph: graph, outputs: [boundary.node], parameters: start, microBatch: Self.microBatch,
      kernels: OneDNN()
    ).run(pictures, on: Workers(count: 1))[0].floats
  }

  // MARK: A step

  private struct Step {
    var losses: [Double]
    var logits: [Double]
  }

  /// Forward and back over the whole batch.
  private static func step(
    _ executor: TrainingExecutor, input: [Float], labels: [Int]
  ) throws -> (loss: Double, logits: [Double]) {
    let (count, classes) = (labels.count, executor.plan.classes)
    let rowElements = executor.plan.inputElements
    let results = Mutex(
      Step(
        losses: [Double](repeating: .nan, count: count),
        logits: [Double](repeating: .nan, count: count * classes)))
    try executor.run(
      rows: count,
      fill: { microBatch, rows in
        microBatch.clear()
        let part = input[rows.lowerBound * rowElements..<rows.upperBound * rowElements]
        _ = microBatch.input.update(fromContentsOf: part)
        for (place, row) in rows.enumerated() {
          microBatch.targetRow(place)[labels[row]] = 1
          microBatch.rowWeights[place] = 1 / Float(count)
        }
        microBatch.drawMasks(nil)
      },
      read: { microBatch, rows in
        results.withLock { step in
          for (place, row) in rows.enumerated() {
            step.losses[row] = Double(microBatch.losses[place])
            for index in 0..<classes {
              step.logits[row * classes + index] = Double(
                microBatch.logits[place * classes + index])
            }
          }
        }
      })
    let step = results.withLock { $0 }
    return (step.losses.reduce(0, +) / Double(count), step.logits)
  }

  private static func gradients(of executor: TrainingExecutor) throws -> [String: TensorDigest] {
    var digests: [String: TensorDigest] = [:]
    for parameter in executor.trained {
      let name = parameter.name
      let gradient = try executor.store.tensor(of: name, from: executor.gradient(of: name))
      digests[name] = TensorDigest(of: gradient, named: name)
    }
    return digests
  }

  // MARK: The end

  /// Of what trains, and of everything else behind the boundary that is not as it was, whoever changed it.
  private func note(
    changesOf executor: TrainingExecutor, since start: [String: Tensor],
    in outcome: inout TrainingParityOutcome
  ) throws {
    let end = try executor.store.snapshot()
    let trained = Set(executor.trained.map(\.name))
    for parameter in executor.store.parameters {
      let name = parameter.name
      guard let before = start[name], let after = end[name],
        trained.contains(name) || !before.hasSameBytes(as: after)
      else { continue }
      let digest = TensorDigest(ofChangeFrom: before, to: after, named: name)
      if parameter.role.isTrainable {
        outcome.changes[name] = digest
      } else {
        outcome.movements[name] = digest
      }
    }
  }
}

extension Tensor {
  /// Whether no bit differs.
  func hasSameBytes(as other: Tensor) -> Bool {
    withUnsafeBytes { own in
      other.withUnsafeBytes { others in
        guard let first = own.baseAddress, let second = others.baseAddress else { return false }
        return own.count == others.count && memcmp(first, second, own.count) == 0
      }
    }
  }
}
