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
      #expect(best == record || best.isBetter(than: record))
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

  @Test func accuracyDecidesAndThenLoss() {
    func record(_ epoch: Int, accuracy: Double, loss: Double) -> EpochRecord {
      EpochRecord(
        epoch: epoch, trainingLoss: 1, trainingAccuracy: 1, validationLoss: loss,
        validationAccuracy: accuracy, learningRate: 0.1)
    }
    let base = record(1, accuracy: 0.5, loss: 1)
    #expect(base.isBetter(than: nil))
    #expect(record(2, accuracy: 0.6, loss: 9).isBetter(than: base))
    #expect(!record(2, accuracy: 0.4, loss: 0.1).isBetter(than: base))
    #expect(record(2, accuracy: 0.5, loss: 0.9).isBetter(than: base))
    #expect(!record(2, accuracy: 0.5, loss: 1).isBetter(than: base))
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
  @Test(arguments: Schedule.allCases) func theScheduleRunsOverAllSteps(schedule: Schedule) throws {
    let problem = try ToyProblem(items: 64)
    var settings = configuration(patience: nil)
    settings.schedule = schedule
    let fit = try problem.trainer(settings).fit(
      problem.table, training: Array(0..<64), initial: problem.initial(seed: 0))
    for record in fit.history {
      let factor = schedule.factor(at: Double(record.epoch * 8 - 1) / Double(15 * 8))
      #expect(abs(record.learningRate - 0.03 * factor) < 1e-12)
    }
  }
}
