import Tensors
import Testing
import Workers

@testable import Training

@Suite struct RateSweepTests {
  private func sweep(
    _ sweep: RateSweep, _ problem: ToyProblem, table: FeatureTable? = nil,
    configuration: TrainingConfiguration = TrainingConfiguration(batchSize: 8),
    workers: Workers? = nil, cancellation: Cancellation? = nil,
    afterStep: (Int) -> Void = { _ in }
  ) throws -> RateCurve {
    let table = table ?? problem.table
    return try problem.trainer(configuration).run(
      sweep, source: { _, _ in table }, training: Array(0..<table.count),
      initial: problem.initial(seed: 0), workers: workers, cancellation: cancellation,
      afterStep: afterStep)
  }

  @Test func ratesRiseByTheSameFactorFromTheFirstToTheLast() {
    let sweep = RateSweep(lowest: 1e-4, highest: 1, steps: 41)
    #expect(RateSweep() == RateSweep(lowest: 1e-7, highest: 10, steps: 100))
    #expect(sweep.rate(ofStep: 0) == 1e-4)
    #expect(sweep.rate(ofStep: 40) == 1)
    for step in 0..<40 {
      let factor = sweep.rate(ofStep: step + 1) / sweep.rate(ofStep: step)
      #expect(abs(factor - 1.2589254117941673) < 1e-12)
    }
  }

  @Test(arguments: [
    (RateSweep(lowest: 0), "--from"), (RateSweep(lowest: .nan), "--from"),
    (RateSweep(lowest: 10), "--to"), (RateSweep(highest: .infinity), "--to"),
    (RateSweep(steps: 19), "--steps"), (RateSweep(steps: 100_001), "--steps"),
  ])
  func aSweepThatCannotBeIsRefused(sweep: RateSweep, flag: String) throws {
    let error = #expect(throws: TrainingError.self) { try sweep.validate() }
    #expect("\(try #require(error))".hasPrefix(flag + ":"))
    let problem = try ToyProblem()
    #expect(throws: TrainingError.self) { try self.sweep(sweep, problem) }
  }

  /// With a single batch a step's loss is that of all items, and one step is one epoch of a training.
  @Test func stepsAreThoseOfATrainingAtTheirRates() throws {
    let problem = try ToyProblem(items: 24)
    let optimizer = OptimizerConfiguration(name: .sgd, learningRate: 0.5)
    let fit = try problem.trainer(
      TrainingConfiguration(
        epochs: 20, batchSize: 24, optimizer: optimizer, schedule: .init(name: .constant))
    ).fit(problem.table, training: Array(0..<24), initial: problem.initial(seed: 0))
    let curve = try sweep(
      RateSweep(lowest: 0.5, highest: 0.5.nextUp, steps: 20), problem,
      configuration: TrainingConfiguration(batchSize: 24, optimizer: optimizer))
    #expect(curve.points.map(\.loss) == fit.history.map(\.trainingLoss))
    #expect(curve.points[19].loss < curve.points[0].loss)
  }

  @Test func epochsFollowEachOtherUntilTheStepsAreTaken() throws {
    let problem = try ToyProblem(items: 20)
    var steps: [Int] = []
    // So slow that nothing is learned: a batch that returns has its loss again.
    let curve = try sweep(
      RateSweep(lowest: 1e-12, highest: 1e-11, steps: 25), problem,
      configuration: TrainingConfiguration(batchSize: 20)
    ) { steps.append($0) }
    #expect(curve.ending == .complete)
    #expect(steps == Array(1...25))
    #expect(curve.points.map(\.step) == steps)
    #expect(curve.points.allSatisfy { abs($0.loss - curve.points[0].loss) < 1e-6 })
  }

  @Test func aSeedGivesOneCurveWhateverTheWorkers() throws {
    let problem = try ToyProblem(dropout: 0.3)
    func points(seed: UInt64, workers: Workers? = nil) throws -> [RateCurve.Point] {
      let configuration = TrainingConfiguration(
        batchSize: 8, mixing: .init(), seed: seed)
      return try sweep(
        RateSweep(lowest: 1e-4, highest: 1, steps: 30), problem, configuration: configuration,
        workers: workers
      ).points
    }
    let alone = try points(seed: 4)
    #expect(try points(seed: 4, workers: Workers(count: 1)) == alone)
    #expect(try points(seed: 4, workers: Workers(count: 2)) == alone)
    #expect(try points(seed: 5) != alone)
  }

  @Test func itStopsOnceTheSmoothedLossIsFourTimesItsMinimum() throws {
    let curve = try sweep(
      RateSweep(lowest: 1e-3, highest: 1e4, steps: 60), ToyProblem(),
      configuration: TrainingConfiguration(batchSize: 8, optimizer: .init(name: .adam)))
    #expect(curve.ending == .risen)
    let losses = curve.points.map(\.smoothedLoss)
    let last = try #require(losses.last)
    let lowest = try #require(losses.min())
    #expect(last > 4 * lowest)
    for end in losses.indices.dropLast() {
      #expect(losses[end] <= 4 * (losses[...end].min() ?? 0))
    }
  }

  @Test func aLossThatIsNotFiniteEndsItWithoutAPoint() throws {
    var steps: [Int] = []
    let curve = try sweep(
      RateSweep(lowest: 1e36, highest: 3e38, steps: 20), ToyProblem(),
      configuration: TrainingConfiguration(batchSize: 8, optimizer: .init(name: .sgd))
    ) { steps.append($0) }
    #expect(curve.ending == .notFinite)
    #expect(curve.points.count == 1)
    #expect(curve.points.allSatisfy { $0.loss.isFinite && $0.smoothedLoss.isFinite })
    #expect(steps.last == 1)
  }

  @Test func aFirstLossThatIsNotFiniteIsADivergence() throws {
    let problem = try ToyProblem()
    var rows = ToyProblem.rows(items: 60, spread: 0.3, seed: 3)
    for row in rows.indices { rows[row][2] = .infinity }
    let table = try ToyProblem.table(rows: rows, labels: problem.table.labels)
    #expect(throws: TrainingError.diverged(layer: "head.hidden1", epoch: 1)) {
      try sweep(RateSweep(), problem, table: table)
    }
  }

  @Test func withoutItemsThereIsNothingToSweep() throws {
    let problem = try ToyProblem()
    #expect(throws: TrainingError.noItems) {
      try problem.trainer(TrainingConfiguration()).run(
        RateSweep(), source: { _, _ in problem.table }, training: [],
        initial: problem.initial(seed: 0))
    }
  }

  @Test func aCancelledSweepStopsBeforeTheNextStep() throws {
    let cancellation = Cancellation()
    var steps: [Int] = []
    let problem = try ToyProblem()
    #expect(throws: CancellationError.self) {
      try sweep(RateSweep(), problem, cancellation: cancellation) { step in
        steps.append(step)
        if step == 3 { cancellation.cancel() }
      }
    }
    #expect(steps == [1, 2, 3])
  }
}
