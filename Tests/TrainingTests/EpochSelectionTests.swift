import Foundation
import Testing

@testable import Training

@Suite struct EpochSelectionTests {
  private func record(
    _ epoch: Int, loss: Double? = 1, accuracy: Double? = 0.5, balanced: Double? = 0.5,
    macroF1: Double? = 0.5
  ) -> EpochRecord {
    EpochRecord(
      epoch: epoch, trainingLoss: 1, trainingAccuracy: 1, validationLoss: loss,
      validationAccuracy: accuracy, validationBalancedAccuracy: balanced,
      validationMacroF1: macroF1, learningRate: 0.1)
  }

  private func best(_ monitor: Monitor, _ records: [EpochRecord]) -> Int? {
    var selection = EpochSelection()
    for record in records { _ = selection.consider(record, monitor: monitor) }
    return selection.best?.epoch
  }

  @Test func eachMonitorChoosesByItsOwnFigure() {
    let records = [
      record(1, loss: 2, accuracy: 0.9), record(2, loss: 1), record(3, loss: 2, balanced: 0.9),
      record(4, loss: 2, macroF1: 0.9), record(5, loss: 2),
    ]
    #expect(best(.accuracy, records) == 1)
    #expect(best(.loss, records) == 2)
    #expect(best(.balancedAccuracy, records) == 3)
    #expect(best(.macroF1, records) == 4)
  }

  @Test(arguments: Monitor.allCases.filter { $0 != .loss })
  func ofEqualFiguresTheLossDecides(monitor: Monitor) {
    #expect(best(monitor, [record(1, loss: 1), record(2, loss: 0.9), record(3, loss: 0.95)]) == 2)
    #expect(best(monitor, [record(1, loss: 1), record(2, loss: 1)]) == 1)
  }

  @Test(arguments: Monitor.allCases) func withoutValidationTheLastCounts(monitor: Monitor) {
    let records = (1...3).map {
      record($0, loss: nil, accuracy: nil, balanced: nil, macroF1: nil)
    }
    #expect(best(monitor, records) == 3)
  }

  @Test func smallGainsAreKeptButNotWaitedFor() {
    var selection = EpochSelection()
    var counts: [Int] = []
    var isBest: [Bool] = []
    for (index, accuracy) in [0.5, 0.52, 0.54, 0.56, 0.55].enumerated() {
      isBest.append(
        selection.consider(
          record(index + 1, accuracy: accuracy), monitor: .accuracy, minimumDelta: 0.05))
      counts.append(selection.epochsWithoutImprovement)
    }
    // Measured from the last improvement, so that many small gains add up to one.
    #expect(counts == [0, 1, 2, 0, 1])
    #expect(isBest == [true, true, true, true, false])
    #expect(selection.best?.epoch == 4 && selection.improvement?.epoch == 4)
  }

  @Test func withoutAMinimumTheTwoAreTheSame() {
    var selection = EpochSelection()
    for (index, loss) in [1, 0.9, 0.8, 0.85, 0.7, 0.7].enumerated() {
      _ = selection.consider(record(index + 1, loss: loss), monitor: .accuracy)
      #expect(selection.best == selection.improvement)
      #expect(
        selection.epochsWithoutImprovement == index + 1 - (selection.best?.epoch ?? 0))
    }
  }

  @Test func progressGoesOnFromItsCopy() throws {
    var progress = FitProgress()
    progress.step = 7
    progress.stepCounts = ["head.output.weight": 7]
    progress.plateau.observe(0.5, of: .loss, patience: 0, gamma: 0.1, minimumDelta: 0)
    _ = progress.selection.consider(record(1), monitor: .loss)
    let copy = try JSONDecoder().decode(
      FitProgress.self, from: JSONEncoder().encode(progress))
    #expect(copy == progress)
  }
}
