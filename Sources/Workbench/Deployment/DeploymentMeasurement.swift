import Backbones
import Evaluation
import Graphs
import Kernels
import Tensors
import Workers

/// Measures what using a model takes: some seconds, most of them spent repeating.
struct DeploymentMeasurement {
  let model: Model
  /// Where it lies; `nil` if it lies nowhere.
  let folder: String?
  let precision: Precision
  let machine: RunConfiguration.Machine
  /// What the baselines would learn from; `nil` where that is not known.
  let trainingCount: Int?
  let reporter: any Reporter
  var cancellation: Cancellation?

  /// Pictures that pass the network together.
  static let batches = [1, 8, 32]

  /// Repetitions end with the first of both bounds, but not before there are ten.
  private struct Bound {
    let repetitions: Int
    let seconds: Double

    static let latency = Bound(repetitions: 200, seconds: 1)
    static let part = Bound(repetitions: 100, seconds: 0.4)
    static let throughput = Bound(repetitions: .max, seconds: 0.4)
  }

  /// Runs before anything counts, fewer where they are slow: memory is touched and caches are filled.
  private static let warmUps = 3
  private static let leastRepetitions = 10

  /// - Throws: What compiling and running throw; `CancellationError`.
  func run() throws -> Deployment {
    reporter.note("measuring latency and throughput")
    let graph = model.description.graph
    let whole = try plan(microBatch: 1)
    let latency = try latency(of: whole, Bound.latency, Self.softmax)
    var backboneLatency: Deployment.Latency?
    if let features = Head.featuresNode(in: graph) {
      backboneLatency = try self.latency(
        of: plan(microBatch: 1, output: features), Bound.part
      ) { _ in }
    }
    let cost = ModelCost(of: model.description, folder: folder)
    let result = Deployment(
      cost: cost, latency: latency, backboneLatency: backboneLatency,
      memory: memory(of: whole, threads: 1),
      throughput: try Self.batches.compactMap {
        try throughput(of: plan(microBatch: $0), "batch \($0)", Self.softmax)
      }, baselines: try baselines(cost))
    reporter.note(result.sentence)
    return result
  }

  private func plan(microBatch: Int, output: Int? = nil) throws -> InferencePlan {
    try cancellation?.check()
    let graph = model.description.graph
    return try InferencePlan(
      graph: graph, outputs: output.map { [$0] }, parameters: model.parameters,
      microBatch: microBatch, precision: precision,
      lastReducedNode: Head.featuresNode(in: graph), kernels: OneDNN())
  }

  /// - Parameter baseline: That follows the plan; `nil` where nothing does.
  private func memory(
    of plan: InferencePlan, threads: Int, _ baseline: BaselineStandIn? = nil
  ) -> Deployment.Memory {
    Deployment.Memory(
      weightBytes: plan.weightByteCount + (baseline?.byteCount ?? 0),
      activationBytes: threads * (plan.arenaByteCount + (baseline?.workingByteCount ?? 0)))
  }

  private func latency(
    of plan: InferencePlan, _ bound: Bound, _ answer: @escaping Answer
  ) throws -> Deployment.Latency {
    let times = try Workers(count: 1).run { [cancellation] in
      try Self.times(of: plan, bound, answer, cancellation)
    }
    let percentiles = Percentiles(of: times)
    return Deployment.Latency(
      repetitions: times.count, median: percentiles.value(at: 50),
      percentile90: percentiles.value(at: 90), percentile99: percentiles.value(at: 99))
  }

  private var memoryLimit: Int { machine.memoryLimit ?? PhysicalMemory.available / 2 }

  private var parameterByteCount: Int {
    model.parameters.values.reduce(0) { $0 + $1.byteCount }
  }

  /// - Parameter name: For who is told that it is left out.
  /// - Returns: `nil` where the batch does not fit the memory.
  private func throughput(
    of plan: InferencePlan, _ name: String, _ answer: @escaping Answer,
    _ baseline: BaselineStandIn? = nil
  ) throws -> Deployment.Throughput? {
    let batch = plan.microBatch
    let budget = MemoryBudget(
      plan: plan, items: 0, views: 0,
      parameterByteCount: parameterByteCount + (baseline?.byteCount ?? 0))
    guard
      let threads = budget.workerCount(
        wanted: machine.threads ?? Workers.available, limit: memoryLimit)
    else {
      reporter.note("\(name) is not measured: it needs \(ByteText.of(budget.leastByteCount))")
      return nil
    }
    // Each at its own pace: their rates add up.
    let runs = try Workers(count: threads).map(threads, cancellation: cancellation) {
      [cancellation] _, _ in try Self.times(of: plan, Bound.throughput, answer, cancellation)
    }
    return Deployment.Throughput(
      batch: batch, threads: threads,
      imagesPerSecond: runs.reduce(0) {
        $0 + Double($1.count * batch) / $1.reduce(0, +)
      },
      images: runs.reduce(0) { $0 + $1.count * batch },
      memory: memory(of: plan, threads: threads, baseline))
  }

  // MARK: Baselines

  /// - Returns: `nil` where there is nothing to measure.
  private func baselines(_ cost: ModelCost) throws -> [Deployment.Alternative]? {
    let graph = model.description.graph
    guard let trainingCount, let features = Head.featuresNode(in: graph),
      let featureCount = cost.featureCount
    else { return nil }
    let plans = try Self.batches.map { try plan(microBatch: $0, output: features) }
    return try [Baseline.Name.logisticRegression, .nearestNeighbours].compactMap { name in
      let needed =
        parameterByteCount
        + (name == .nearestNeighbours
          ? BaselineStandIn.tableByteCount(
            featureCount: featureCount, trainingCount: trainingCount) : 0)
      guard needed <= memoryLimit else {
        reporter.note("\(name.words) is not measured: it needs \(ByteText.of(needed))")
        return nil
      }
      return try BaselineStandIn(
        name, featureCount: featureCount, classCount: model.description.labels.count,
        trainingCount: trainingCount
      ).map { try alternative($0, plans, trainingCount, disk: diskBytes(cost, features, $0)) }
    }
  }

  private func alternative(
    _ baseline: BaselineStandIn, _ plans: [InferencePlan], _ trainingCount: Int, disk: Int?
  ) throws -> Deployment.Alternative {
    let answer: Answer = { features in
      _ = try baseline.classifier.probabilities(
        features, items: Array(0..<features.shape[0]))
    }
    return Deployment.Alternative(
      name: baseline.name, trainingImages: trainingCount,
      latency: try latency(of: plans[0], Bound.part, answer),
      memory: memory(of: plans[0], threads: 1, baseline),
      throughput: try plans.compactMap {
        try throughput(
          of: $0, "\(baseline.name.words) in batches of \($0.microBatch)", answer, baseline)
      }, diskBytes: disk)
  }

  /// The model's files, with a baseline instead of what lies behind the features.
  private func diskBytes(_ cost: ModelCost, _ features: Int, _ baseline: BaselineStandIn) -> Int? {
    let graph = model.description.graph
    let head = (features + 1..<graph.nodes.count).flatMap { graph.parameters(ofNode: $0) }
      .reduce(0) { $0 + (model.parameters[$1.name]?.byteCount ?? 0) }
    return cost.diskBytes.map { $0 - head + baseline.fileByteCount }
  }

  // MARK: Times

  /// What is done with what the network gives, `[pictures, elements]`.
  private typealias Answer = @Sendable (Tensor) throws -> Void

  private static let softmax: Answer = { _ = Softmax.probabilities(of: $0) }

  /// Seconds of each repetition, from numbers in the caller's memory to probabilities in its own.
  private static func times(
    of plan: InferencePlan, _ bound: Bound, _ answer: Answer, _ cancellation: Cancellation?
  ) throws -> [Double] {
    let executor = try InferenceExecutor(plan)
    var random = RandomStream(seed: 0, purpose: .sampling)
    let pictures = (0..<plan.inputShape.elementCount).map { _ in 2 * random.nextUniform() - 1 }
    let elements = plan.outputs[0].shape.elementCount / plan.microBatch
    var times: [Double] = []
    var spent = 0.0
    var (warmUps, warmSeconds) = (0, 0.0)
    while true {
      try cancellation?.check()
      let start = StageClock.now
      _ = executor.input.update(fromContentsOf: pictures)
      try executor.run()
      try answer(
        Tensor(
          plan.outputs[0].elementType.floats(in: executor.output(0)),
          shape: [plan.microBatch, elements]))
      let seconds = StageClock.seconds(since: start)
      if warmUps < Self.warmUps, warmSeconds < bound.seconds {
        warmUps += 1
        warmSeconds += seconds
        continue
      }
      times.append(seconds)
      spent += seconds
      // A network that takes seconds is not repeated ten times, but more than once.
      let isEnough =
        times.count >= leastRepetitions || (spent > 4 * bound.seconds && times.count > 1)
      if isEnough, times.count >= bound.repetitions || spent >= bound.seconds { return times }
    }
  }
}

extension Deployment {
  /// For example `one picture takes 5.1 ms (90 %: 5.3, 99 %: 6.0)`.
  var sentence: String {
    let best = throughput.max { $0.imagesPerSecond < $1.imagesPerSecond }.map {
      "; \(Figure.significant($0.imagesPerSecond)) pictures a second in batches of \($0.batch) on "
        + "\($0.threads) threads"
    }
    return "one picture takes \(Figure.milliseconds(latency.median)) on one thread (90 %: at most "
      + "\(Figure.milliseconds(latency.percentile90)), 99 %: \(Figure.milliseconds(latency.percentile99)))"
      + (best ?? "")
  }
}
