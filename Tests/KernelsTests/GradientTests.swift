import Tensors
import Testing

@testable import Kernels

/// Each gradient's formula against central differences, in double precision.
@Suite struct GradientTests {
  /// An operation, the one that goes back, and which inputs the latter's outputs belong to.
  struct Pair: Sendable, CustomStringConvertible {
    let forward: TrainingOperation
    /// Builds the backward inputs from the forward's inputs, its outputs and the output's gradient.
    let backward: [(TrainingOperation, inputs: [Source], of: [Int])]
    var description: String { "\(forward)" }
  }

  enum Source: Sendable {
    case input(Int)
    case output(Int)
    case gradient
  }

  static let pairs: [Pair] = [
    Pair(
      forward: .linear(rows: 3, inputs: 5, outputs: 4, hasBias: true),
      backward: [
        (.linearInputGradient(rows: 3, inputs: 5, outputs: 4), [.gradient, .input(1)], [0]),
        (.linearWeightGradient(rows: 3, inputs: 5, outputs: 4), [.input(0), .gradient], [1]),
        (.columnSum(rows: 3, columns: 4), [.gradient], [2]),
      ]),
    Pair(
      forward: .activation(.relu, count: 31),
      backward: [(.activationGradient(.relu, count: 31), [.output(0), .gradient], [0])]),
    Pair(
      forward: .activation(.relu6, count: 31),
      backward: [(.activationGradient(.relu6, count: 31), [.output(0), .gradient], [0])]),
    Pair(
      forward: .mask(count: 7),
      backward: [(.mask(count: 7), [.gradient, .input(1)], [0])]),
    Pair(
      forward: .batchNorm(rows: 6, channels: 3, epsilon: 1e-3),
      backward: [
        (
          .batchNormGradient(rows: 6, channels: 3, epsilon: 1e-3),
          [.input(0), .input(1), .output(1), .output(2), .gradient], [0, 1, 2]
        )
      ]),
    Pair(
      forward: .globalAveragePooling(batch: 2, positions: 5, channels: 3),
      backward: [
        (.globalAveragePoolingGradient(batch: 2, positions: 5, channels: 3), [.gradient], [0])
      ]),
    Pair(
      forward: .flatten(batch: 2, positions: 5, channels: 3),
      backward: [(.flattenGradient(batch: 2, positions: 5, channels: 3), [.gradient], [0])]),
  ]

  static func random(_ count: Int, _ address: UInt64) -> [Double] {
    var stream = RandomStream(seed: 11, purpose: .test, address)
    return (0..<count).map { _ in
      // Away from the kinks at 0 and 6, where a difference says nothing.
      let value = Double(stream.nextNormal()) * 4
      return [0.0, 6.0].contains { abs(value - $0) < 0.05 } ? value + 0.2 : value
    }
  }

  /// Largest relative difference between the rule's gradients and central differences of
  /// `Σ output · gradient`.
  static func worstError(of pair: Pair) -> Double {
    let inputs = pair.forward.elementCounts.inputs.enumerated().map {
      random($1, UInt64($0))
    }
    let outputs = Reference.evaluate(pair.forward, inputs)
    let gradient = random(outputs[0].count, 99)
    func loss(_ inputs: [[Double]]) -> Double {
      zip(Reference.evaluate(pair.forward, inputs)[0], gradient).reduce(0) { $0 + $1.0 * $1.1 }
    }
    var worst = 0.0
    for (operation, sources, targets) in pair.backward {
      let found = Reference.evaluate(
        operation,
        sources.map { source in
          switch source {
          case .input(let index): inputs[index]
          case .output(let index): outputs[index]
          case .gradient: gradient
          }
        })
      for (result, target) in zip(found, targets) {
        for index in inputs[target].indices {
          let step = 1e-5
          var (below, above) = (inputs, inputs)
          below[target][index] -= step
          above[target][index] += step
          let expected = (loss(above) - loss(below)) / (2 * step)
          worst = max(worst, abs(result[index] - expected) / max(1, abs(expected)))
        }
      }
    }
    return worst
  }

  @Test(arguments: pairs)
  func aGradientAgreesWithCentralDifferences(pair: Pair) {
    #expect(Self.worstError(of: pair) < 1e-6)
  }

  @Test func theCheckCatchesAWrongGradient() {
    // A batch norm's gradient that takes the statistics for constants: the usual mistake.
    let wrong = Pair(
      forward: .batchNorm(rows: 6, channels: 3, epsilon: 1e-3),
      backward: [
        (
          .batchNormGradient(rows: 6, channels: 3, epsilon: 0.5),
          [.input(0), .input(1), .output(1), .output(2), .gradient], [0, 1, 2]
        )
      ])
    #expect(Self.worstError(of: wrong) > 1e-3)
    let swapped = Pair(
      forward: .activation(.relu6, count: 31),
      backward: [(.activationGradient(.relu, count: 31), [.output(0), .gradient], [0])])
    #expect(Self.worstError(of: swapped) > 1e-3)
  }

  @Test func theLossGradientAgreesWithCentralDifferences() {
    let (rows, classes) = (3, 5)
    let logits = Self.random(rows * classes, 1)
    var targets = Self.random(rows * classes, 2).map { abs($0) }
    for row in 0..<rows {
      let total = targets[row * classes..<(row + 1) * classes].reduce(0, +)
      for index in row * classes..<(row + 1) * classes { targets[index] /= total }
    }
    let weights = [0.2, 0.5, 0.3]
    func loss(_ logits: [Double]) -> Double {
      let losses = Reference.evaluate(
        .softmaxCrossEntropy(rows: rows, classes: classes), [logits, targets])[1]
      return zip(losses, weights).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let softmax = Reference.evaluate(
      .softmaxCrossEntropy(rows: rows, classes: classes), [logits, targets])[0]
    let found = Reference.evaluate(
      .softmaxCrossEntropyGradient(rows: rows, classes: classes), [softmax, targets, weights])[0]
    for index in logits.indices {
      var (below, above) = (logits, logits)
      below[index] -= 1e-5
      above[index] += 1e-5
      #expect(abs(found[index] - (loss(above) - loss(below)) / 2e-5) < 1e-8)
    }
  }
}
