import Foundation
import Tensors
import Testing

@testable import Training

/// Calls `body` with a buffer that holds `values`.
func withBuffer<Result>(
  _ values: [Float], _ body: (UnsafeMutableBufferPointer<Float>) throws -> Result
) rethrows -> (end: [Float], result: Result) {
  let buffer = UnsafeMutableBufferPointer<Float>.allocate(capacity: values.count)
  defer { buffer.deallocate() }
  _ = buffer.initialize(from: values)
  let result = try body(buffer)
  return (Array(buffer), result)
}

@Suite struct SoftThresholdTests {
  @Test func smallValuesBecomeZeroAndOthersShrinkByTheThreshold() {
    let end = withBuffer([3, -3, 0.5, -0.5, 0.25, 0, 1e-30]) { SoftThreshold.apply(0.5, to: $0) }
      .end
    #expect(end == [2.5, -2.5, 0, 0, 0, 0, 0])
  }

  /// `p ← soft(p − η·g, η·λ₁)`: after the update, with the group's rate.
  @Test func theThresholdIsTheRateTimesL1() {
    let group = ParameterGroup(learningRateFactor: 0.5, l1: 2)
    let end = withBuffer([1, -0.25, 0.01]) { parameter in
      withBuffer([0.5, 0, 0]) { gradient in
        ParameterUpdate(
          StochasticGradientDescent(), group: group, learningRate: 0.25, step: 1
        ).apply(to: parameter, gradient: gradient, slots: [])
      }
    }.end
    #expect(end == [1 - 0.0625 - 0.25, 0, 0])
  }

  /// Without a gradient of its own an element ends at exactly 0 and stays there.
  @Test func anElementThatNothingHoldsEndsAtZero() {
    let optimizer = Adam()
    var run = OptimizerRun(optimizer, parameter: [0.05, 0.05])
    for _ in 0..<100 {
      run.move(gradient: [0, run.parameter[1] - 1], learningRate: 0.01)
      run.parameter = withBuffer(run.parameter) { SoftThreshold.apply(0.001, to: $0) }.end
    }
    #expect(run.parameter[0] == 0)
    #expect(run.parameter[1] > 0.1)
  }
}

@Suite struct GradientNormTests {
  @Test func clippingIsPyTorchs() throws {
    let expected = try Fixtures.load().clipping
    let gradients = [1, 2].map { scale in
      OptimizerTests.gradient(step: scale, count: 7).map { Float(scale) * $0 }
    }
    for (values, clipped) in zip(gradients, expected.clipped) {
      let end = withBuffer(gradients[0]) { first in
        withBuffer(gradients[1]) { second in
          withBuffer(values) { gradient in
            let norm = GradientNorm.norm(of: [first, second])
            #expect(abs(norm - expected.norm) < 1e-12 * norm)
            GradientNorm.scale(
              gradient, by: GradientNorm.factor(limit: expected.limit, norm: norm))
          }.end
        }.result
      }.result
      #expect(zip(end, clipped).allSatisfy { unitsApart($0, $1) <= 2 })
    }
  }

  @Test func shortGradientsAreLeftAsTheyAre() {
    #expect(GradientNorm.factor(limit: 3, norm: 2.9) == 1)
    #expect(GradientNorm.factor(limit: 3, norm: 0) == 1)
    #expect(GradientNorm.factor(limit: 3, norm: 6) < 0.5)
  }

  /// Whoever computes which chunk, the sums are added in one order.
  @Test(arguments: [0, 1, 7, 8, 16_383, 16_384, 16_385, 40_000])
  func theNormIsThatOfItsChunks(count: Int) {
    let values = (0..<count).map { Float($0 % 31) - 13.7 }
    _ = withBuffer(values) { gradient in
      let chunks = GradientNorm.chunkCount(ofElements: count)
      #expect(chunks == (count + 16_383) / 16_384)
      var sums = [Double](repeating: 0, count: chunks)
      for chunk in (0..<chunks).reversed() {
        sums[chunk] = GradientNorm.squareSum(ofChunk: chunk, of: gradient)
      }
      let norm = GradientNorm.norm(of: [gradient])
      #expect(GradientNorm.norm(ofSquareSums: sums) == norm)
      let exact = values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
      #expect(abs(norm - exact) <= 1e-12 * exact)
    }
  }

  /// Squares of single precision do not fit into it.
  @Test func largeGradientsHaveAFiniteNorm() {
    _ = withBuffer([3e30, 4e30]) { gradient in
      #expect(abs(GradientNorm.norm(of: [gradient]) / 5e30 - 1) < 1e-6)
    }
  }
}

@Suite struct WeightAverageTests {
  @Test func theDecayWarmsUp() {
    let average = WeightAverage(decay: 0.99)
    #expect(average.decay(afterStep: 1) == 2.0 / 11)
    #expect(average.decay(afterStep: 90) == 0.91)
    #expect(average.decay(afterStep: 889) == 890.0 / 899)
    #expect(average.decay(afterStep: 1000) == 0.99)
  }

  @Test func itIsTheSumOfTheFormula() {
    let average = WeightAverage(decay: 0.5)
    var expected = 0.0
    var found: [Float] = [0]
    for step in 1...30 {
      let value = Double(step % 5)
      let decay = min(0.5, Double(1 + step) / Double(10 + step))
      expected = decay * expected + (1 - decay) * value
      found =
        withBuffer(found) { buffer in
          _ = withBuffer([Float(value)]) {
            average.move(buffer, towards: $0, afterStep: step)
          }
        }.end
    }
    #expect(abs(Double(found[0]) - expected) < 1e-6)
  }

  /// So that frozen parameters keep their bits.
  @Test func whatDoesNotMoveIsItsOwnAverage() {
    let values: [Float] = [0.1, -3.7, 1e-20, 0, -0.0]
    let end = withBuffer(values) { buffer in
      _ = withBuffer(values) { same in
        for step in 1...50 {
          WeightAverage(decay: 0.999).move(buffer, towards: same, afterStep: step)
        }
      }
    }.end
    #expect(end.map(\.bitPattern) == values.map(\.bitPattern))
  }
}
