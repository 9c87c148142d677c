import Foundation
import Testing

@testable import Training

@Suite struct RateCurveTests {
  private func curve(
    _ losses: [Double], sweep: RateSweep = RateSweep(lowest: 1e-6, highest: 10)
  ) -> RateCurve {
    var curve = RateCurve()
    for (step, loss) in losses.enumerated() {
      curve.append(learningRate: sweep.rate(ofStep: step), loss: loss)
    }
    return curve
  }

  /// Losses whose smoothed values are the given ones.
  private func losses(smoothedTo wanted: [Double]) -> [Double] {
    var average = 0.0
    return wanted.enumerated().map { step, value in
      let next = value * (1 - pow(0.98, Double(step + 1)))
      defer { average = next }
      return (next - 0.98 * average) / 0.02
    }
  }

  @Test func lossesAreSmoothedWithTheirYouthCorrectedFor() {
    let points = curve([2, 4, 1]).points
    #expect(points.map(\.loss) == [2, 4, 1])
    // Weights 0.98² : 0.98 : 1, whose sum divides.
    let expected = [2, (0.98 * 2 + 4) / 1.98, (0.9604 * 2 + 0.98 * 4 + 1) / 2.9404]
    for (point, value) in zip(points, expected) {
      #expect(abs(point.smoothedLoss - value) < 1e-12)
    }
    let level = curve([Double](repeating: 1.5, count: 100)).points
    #expect(level.allSatisfy { abs($0.smoothedLoss - 1.5) < 1e-12 })
  }

  @Test func moreThanFourTimesTheMinimumIsTheEnd() {
    let high = curve(losses(smoothedTo: [1, 0.5, 1.999]))
    #expect(high.ending == .complete)
    let higher = curve(losses(smoothedTo: [1, 0.5, 1.999, 2.001]))
    #expect(higher.ending == .risen)
  }

  /// A fall from 2 to 1 that is steepest at step 50, and a rise from step 75 on.
  private var valley: [Double] {
    (0..<100).map { step -> Double in
      let place = Double(step)
      let fall = 1 / (1 + exp((place - 50) / 4))
      let rise = 0.02 * max(0, place - 75)
      return 1 + fall + rise
    }
  }

  @Test func theSteepestPointAndTheMinimumAreFound() throws {
    let curve = curve(losses(smoothedTo: valley))
    for (point, value) in zip(curve.points, valley) {
      #expect(abs(point.smoothedLoss - value) < 1e-9)
    }
    let suggestion = try #require(RateSuggestion(of: curve, steps: 100))
    // Steps count from 1; the slope is that to the next step, and two are equally steep.
    #expect([50, 51].contains(suggestion.steepest.step))
    #expect(suggestion.minimum.step == 76)
    #expect(suggestion.minimum.learningRate == curve.points[75].learningRate)
    // Seven decades over 99 intervals: 25 of them are less than two decades.
    #expect(suggestion.learningRate == suggestion.steepest.learningRate)
    #expect(suggestion.learningRate < suggestion.minimum.learningRate / 10)
  }

  @Test func aTenthOfTheMinimumIsSuggestedWhereTheFallIsSteepestShortBeforeIt() throws {
    let late = (0..<100).map { step -> Double in
      let fallen = Double(max(0, step - 69))
      return step < 76 ? 2 - 0.02 * fallen * fallen : 3
    }
    let suggestion = try #require(RateSuggestion(of: curve(losses(smoothedTo: late)), steps: 100))
    #expect(suggestion.minimum.step == 76)
    #expect(suggestion.steepest.step == 75)
    #expect(suggestion.learningRate == suggestion.minimum.learningRate / 10)
  }

  @Test func theFirstTenthAndTheLastFiveDoNotCount() throws {
    var values = valley
    // A steeper fall at the start, and the lowest point of all at the end.
    values[4] = 2.3
    values[97] = 0.9
    let suggestion = try #require(
      RateSuggestion(of: curve(losses(smoothedTo: values)), steps: 100))
    #expect([50, 51].contains(suggestion.steepest.step))
    #expect(suggestion.minimum.step == 76)
  }

  @Test func aFallAfterTheMinimumIsNoneToTrainAt() throws {
    var values = valley
    values.replaceSubrange(84..<90, with: [2.4, 2.5, 1.5, 1.6, 1.7, 1.8])
    let suggestion = try #require(
      RateSuggestion(of: curve(losses(smoothedTo: values)), steps: 100))
    #expect([50, 51].contains(suggestion.steepest.step))
  }

  @Test(arguments: 0..<20) func noiseIsNoFall(seed: UInt64) {
    var generator = Noise(state: seed)
    let noise = (0..<100).map { _ in 2 + 0.2 * generator.next() }
    #expect(RateSuggestion(of: curve(noise), steps: 100) == nil)
    // The same noise on a valley leaves it one.
    let noisy = zip(losses(smoothedTo: valley), noise).map { $0 + $1 - 2 }
    #expect(RateSuggestion(of: curve(noisy), steps: 100) != nil)
  }

  @Test func constantAndRisingLossesHaveNoSuggestion() {
    #expect(
      RateSuggestion(of: curve([Double](repeating: 2, count: 100)), steps: 100) == nil)
    #expect(RateSuggestion(of: curve((0..<100).map { 1 + 0.01 * Double($0) }), steps: 100) == nil)
  }

  @Test func fewPointsHaveNoSuggestion() {
    let falling = (0..<30).map { 4 - 0.1 * Double($0) }
    for count in [0, 1, 10, 16] {
      #expect(RateSuggestion(of: curve(Array(falling.prefix(count))), steps: 100) == nil)
      #expect(!RateSuggestion.isLongEnough(count, steps: 100))
    }
    #expect(RateSuggestion.isLongEnough(17, steps: 100))
    #expect(RateSuggestion(of: curve(falling), steps: 100) != nil)
  }

  @Test func aFallOfLessThanAHundredthIsNone() {
    func fallen(to end: Double) -> RateCurve {
      let values = (0..<100).map { step -> Double in
        let share = min(max(Double(step - 50) / 20, 0), 1)
        return 2 + (end - 2) * share
      }
      return curve(losses(smoothedTo: values))
    }
    #expect(RateSuggestion(of: fallen(to: 1.985), steps: 100) == nil)
    #expect(RateSuggestion(of: fallen(to: 1.9), steps: 100) != nil)
  }
}

/// Evenly distributed over −1...1, the same in every run.
private struct Noise {
  var state: UInt64

  mutating func next() -> Double {
    state = (state &+ 0x9E37_79B9_7F4A_7C15) &* 0xBF58_476D_1CE4_E5B9
    let mixed = (state ^ state >> 29) &* 0x94D0_49BB_1331_11EB
    return Double(mixed >> 11) / Double(1 << 52) - 1
  }
}
