import Tensors
import Testing

@testable import Training

@Suite struct EarlyStoppingTests {
  /// Validation items have other labels than training items at the same place, so the better the one
  /// is learned the worse is the other.
  private func contraryProblem() throws -> (problem: ToyProblem, table: FeatureTable) {
    let problem = try ToyProblem(items: 60)
    let rows = ToyProblem.rows(items: 60, spread: 0.3, seed: 3)
    let labels = (0..<60).map { $0 < 40 ? $0 % 3 : ($0 + 1) % 3 }
    return (problem, try ToyProblem.table(rows: rows, labels: labels))
  }

  private func configuration(patience: Int?) -> TrainingConfiguration {
    TrainingConfiguration(
      epochs: 15, batchSize: 8, optimizer: OptimizerConfiguration(learningRate: 0.03),
      earlyStoppingPatience: patience)
  }

  @Test(arguments: [1, 3]) func trainingStopsWhenItsPatienceIsOver(patience: Int) throws {
    let (problem, table) = try contraryProblem()
    var snapshots: [[String: [UInt32]]] = []
    var improvements: [Int] = []
    let fit = try problem.trainer(configuration(patience: patience)).fit(
      table, training: Array(0..<40), validation: Array(40..<60), initial: problem.initial(seed: 0)
    ) { record, isBest, parameters in
      snapshots.append(try parameters().mapValues { $0.floats.map(\.bitPattern) })
      if isBest { improvements.append(record.epoch) }
    }
    #expect(fit.history.count == fit.epoch + patience)
    #expect(fit.history.count < 15)
    #expect(fit.epoch == improvements.last)
    #expect(fit.bits == snapshots[fit.epoch - 1])
    #expect(fit.bits != snapshots[fit.history.count - 1])
  }

  @Test func theBestEpochCountsAlsoWithoutStopping() throws {
    let (problem, table) = try contraryProblem()
    let fit = try problem.trainer(configuration(patience: nil)).fit(
      table, training: Array(0..<40), validation: Array(40..<60), initial: problem.initial(seed: 0))
    #expect(fit.history.count == 15)
    let best = try #require(fit.history.first { $0.epoch == fit.epoch })
    for record in fit.history {
      #expect(best == record || Monitor.accuracy.prefers(best, to: record))
    }
    #expect(fit.epoch < 15)
  }

  @Test func withoutValidationTheLastEpochCounts() throws {
    let problem = try ToyProblem()
    let fit = try problem.trainer(configuration(patience: nil)).fit(
      problem.table, training: Array(0..<60), initial: problem.initial(seed: 0))
    #expect(fit.epoch == 15)
    #expect(fit.history.allSatisfy { $0.validationLoss == nil && $0.validationAccuracy == nil })
  }

  /// A refit stops where the folds did, on the schedule that the folds had.
  @Test func stoppingAfterAnEpochLeavesTheScheduleAlone() throws {
    let problem = try ToyProblem()
    let whole = configuration(patience: nil)
    let trainer = try problem.trainer(whole)
    let items = Array(0..<60)
    let all = try trainer.fit(problem.table, training: items, initial: problem.initial(seed: 0))
    let part = try trainer.with(whole, stoppingAfter: 4).fit(
      problem.table, training: items, initial: problem.initial(seed: 0))
    #expect(part.history == Array(all.history.prefix(4)))
    #expect(part.epoch == 4)
  }

  /// Eight steps an epoch: the rate of an epoch's last step is the schedule's at that step.
  @Test(arguments: ScheduleTests.all.filter { $0.name != .plateau })
  func theScheduleRunsOverAllSteps(schedule: ScheduleConfiguration) throws {
    let problem = try ToyProblem(items: 64)
    var settings = configuration(patience: nil)
    settings.schedule = schedule
    settings.schedule.warmupEpochs = 1
    let fit = try problem.trainer(settings).fit(
      problem.table, training: Array(0..<64), initial: problem.initial(seed: 0))
    let expected = LearningRateSchedule(settings.schedule)
    for record in fit.history {
      let factor = expected.factor(
        at: SchedulePlace(step: record.epoch * 8 - 1, stepsPerEpoch: 8, epochs: 15))
      #expect(abs(record.learningRate - 0.03 * factor) < 1e-12)
    }
  }

  @Test func aMinimumGainEndsSlowImprovementEarlier() throws {
    let problem = try ToyProblem(items: 60, spread: 0.2)
    func epochs(_ minimumDelta: Double) throws -> Fit {
      var settings = configuration(patience: 2)
      settings.monitor = .loss
      settings.minimumDelta = minimumDelta
      return try problem.trainer(settings).fit(
        problem.table, training: Array(0..<40), validation: Array(40..<60),
        initial: problem.initial(seed: 0))
    }
    let (patient, hasty) = (try epochs(0), try epochs(0.1))
    #expect(patient.history.count > hasty.history.count)
    // What is kept is the best all the same.
    let losses = hasty.history.compactMap(\.validationLoss)
    #expect(losses[hasty.epoch - 1] == losses.min())
  }

  @Test func aPlateauLowersTheRateAfterItsPatience() throws {
    let (problem, table) = try contraryProblem()
    var settings = configuration(patience: nil)
    settings.schedule = ScheduleConfiguration(
      name: .plateau, warmupEpochs: 1, gamma: 0.5, plateauPatience: 1)
    settings.monitor = .loss
    let fit = try problem.trainer(settings).fit(
      table, training: Array(0..<40), validation: Array(40..<60), initial: problem.initial(seed: 0))
    var state = PlateauState()
    for record in fit.history where record.epoch > 1 {
      #expect(record.learningRate == 0.03 * state.factor)
      state.observe(
        record.validationLoss ?? 0, of: .loss, patience: 1, gamma: 0.5, minimumDelta: 0)
    }
    #expect(state.factor < 0.1)
  }

  @Test func aPlateauNeedsSomethingToWatch() throws {
    let problem = try ToyProblem()
    var settings = configuration(patience: nil)
    settings.schedule = ScheduleConfiguration(name: .plateau)
    let error = #expect(throws: TrainingError.self) {
      try problem.trainer(settings).fit(
        problem.table, training: Array(0..<60), initial: problem.initial(seed: 0))
    }
    #expect(error?.description.contains("plateau") == true)
  }
}
