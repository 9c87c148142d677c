import Evaluation
import Foundation
import Testing

@testable import Training

@Suite struct EpochSelectionTests {
  private func record(
    _ epoch: Int, loss: Double? = 1, accuracy: Double? = 0.5, balanced: Double? = 0.5,
    macroF1: Double? = 0.5, figure: MetricValue? = .defined(0.5)
  ) -> EpochRecord {
    EpochRecord(
      epoch: epoch, trainingLoss: 1, trainingAccuracy: 1, validationLoss: loss,
      validationAccuracy: accuracy, validationBalancedAccuracy: balanced,
      validationMacroF1: macroF1, validationFigure: figure, learningRate: 0.1)
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

  /// A record in which one figure, whichever the monitor watches, is the given one.
  private func record(
    _ epoch: Int, _ monitor: Monitor, _ value: Double?, loss: Double = 1
  ) -> EpochRecord {
    record(
      epoch, loss: monitor == .loss ? value : loss,
      accuracy: monitor == .accuracy ? value : 0.5,
      balanced: monitor == .balancedAccuracy ? value : 0.5,
      macroF1: monitor == .macroF1 ? value : 0.5,
      figure: MetricValue(value, else: .predictionsAreConstant))
  }

  static let losses: Set<Monitor> = [.loss, .logLoss, .brierScore, .calibrationError]

  @Test(arguments: Monitor.allCases) func everyFigureHasItsDirection(monitor: Monitor) {
    let values = [0.5, 0.7, 0.2, 0.6]
    let records = values.enumerated().map { record($0.offset + 1, monitor, $0.element) }
    #expect(best(monitor, records) == (Self.losses.contains(monitor) ? 3 : 2))
    #expect(monitor.isLowerBetter == Self.losses.contains(monitor))
    var plateau = PlateauState()
    for value in values.sorted(by: monitor.isLowerBetter ? (>) : (<)) {
      plateau.observe(value, of: monitor, patience: 0, gamma: 0.5, minimumDelta: 0)
    }
    #expect(plateau.factor == 1)
  }

  /// All but the four that every record has, which are never undefined.
  @Test(arguments: Monitor.allCases.filter { !$0.isInEveryRecord })
  func anUndefinedFigureIsNoImprovement(monitor: Monitor) {
    var selection = EpochSelection()
    let better = monitor.isLowerBetter ? -0.1 : 0.1
    let values = [nil, nil, 0.5, nil, 0.5 + better, nil]
    var counts: [Int] = []
    for (index, value) in values.enumerated() {
      // The loss rises: it decides nothing where the figure does.
      let record = record(index + 1, monitor, value, loss: Double(index + 1))
      _ = selection.consider(record, monitor: monitor)
      counts.append(selection.epochsWithoutImprovement)
      if index == 1 { #expect(selection.best?.epoch == 1 && selection.improvement == nil) }
    }
    #expect(counts == [1, 2, 0, 1, 0, 1])
    #expect(selection.best?.epoch == 5 && selection.improvement?.epoch == 5)
    var plateau = PlateauState()
    for _ in 0..<3 {
      plateau.observe(nil, of: monitor, patience: 1, gamma: 0.5, minimumDelta: 0)
    }
    #expect(plateau.factor == 0.5 && plateau.badEpochs == 1 && plateau.best == nil)
  }

  @Test(arguments: Monitor.allCases) func withoutValidationTheLastCounts(monitor: Monitor) {
    let records = (1...3).map {
      record($0, loss: nil, accuracy: nil, balanced: nil, macroF1: nil, figure: nil)
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
    _ = progress.selection.consider(
      record(2, .matthews, nil, loss: 0.5), monitor: .loss)
    let copy = try JSONDecoder().decode(
      FitProgress.self, from: JSONEncoder().encode(progress))
    #expect(copy == progress)
  }
}
