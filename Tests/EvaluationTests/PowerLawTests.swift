import Glibc
import Tensors
import Testing

@testable import Evaluation

@Suite struct PowerLawTests {
  private static let counts = [84.0, 169, 295, 422, 591, 844]

  @Test(arguments: [(0.95, 2.0, 0.5), (0.8, 0.9, 0.2), (1.0, 5.0, 0.7), (0.99, 40.0, 1.2)])
  func aKnownCurveIsFound(limit: Double, amplitude: Double, exponent: Double) throws {
    let curve = { limit - amplitude * pow($0, -exponent) }
    let law = try #require(
      PowerLaw(counts: Self.counts, accuracies: Self.counts.map(curve)))
    #expect(abs(law.limit - limit) < 1e-5 && abs(law.exponent - exponent) < 1e-4)
    #expect(abs(law.amplitude - amplitude) < 1e-3 * amplitude)
    #expect(abs(law.value(at: 1688) - curve(1688)) < 1e-6)
    #expect(law.determination > 1 - 1e-9)
  }

  @Test func noOtherCurveNearItHasSmallerSquares() throws {
    let accuracies = [0.61, 0.70, 0.765, 0.79, 0.82, 0.838]
    let law = try #require(PowerLaw(counts: Self.counts, accuracies: accuracies))
    func squares(_ limit: Double, _ amplitude: Double, _ exponent: Double) -> Double {
      zip(Self.counts, accuracies).reduce(0) { sum, point in
        let rest = point.1 - limit + amplitude * pow(point.0, -exponent)
        return sum + rest * rest
      }
    }
    let least = squares(law.limit, law.amplitude, law.exponent)
    for factor in [0.999, 1.001] {
      #expect(squares(law.limit * factor, law.amplitude, law.exponent) > least)
      #expect(squares(law.limit, law.amplitude * factor, law.exponent) > least)
      #expect(squares(law.limit, law.amplitude, law.exponent * factor) > least)
    }
  }

  @Test func aLimitAboveOneIsNoAccuracy() throws {
    // A logarithm without end would pass 1.
    let law = try #require(
      PowerLaw(counts: Self.counts, accuracies: Self.counts.map { 0.1 + 0.12 * log($0) }))
    #expect(law.limit <= 1)
    #expect(law.value(at: 1e9) <= 1)
  }

  @Test func whatIsNoLearningCurveHasNone() {
    func law(_ accuracies: [Double]) -> PowerLaw? {
      PowerLaw(counts: Self.counts, accuracies: accuracies)
    }
    #expect(law([0.9, 0.9, 0.9, 0.9, 0.9, 0.9]) == nil)
    #expect(law([0.9, 0.88, 0.85, 0.84, 0.83, 0.82]) == nil)
    #expect(law([0.80, 0.84, 0.79, 0.85, 0.80, 0.83]) == nil)
    #expect(PowerLaw(counts: [10, 20, 40], accuracies: [0.5, 0.6, 0.65]) == nil)
    #expect(PowerLaw(counts: [10, 20, 40, 40], accuracies: [0.5, 0.6, 0.65, 0.66]) == nil)
  }

  @Test func chanceAloneSeldomLooksLikeACurve() {
    var random = RandomStream(seed: 5, purpose: .sampling, 1)
    let found = (0..<400).count { _ in
      PowerLaw(
        counts: Self.counts,
        accuracies: Self.counts.map { _ in 0.8 + 0.05 * Double(random.nextUniform()) }) != nil
    }
    #expect(found < 20, "\(found)")
  }
}
