import Foundation
import Tensors

@testable import Evaluation

/// Repeated cross-validation of a classifier whose expected accuracy is known.
///
/// Two classes of equal size are normal around `±separation/2` on the first axis, with a variance
/// of 1 along every axis. The recipe takes the class of the nearer mean. With `n` training items a
/// class, the means' difference `w` and their middle `c` are independent normal vectors (of
/// variance `2/n` and `1/2n` along each axis), and given `w` a new item is right with the
/// probability
///
/// ```
/// Φ(separation · w₁ / (2·|w|·√(1 + 1/2n)))
/// ```
///
/// whose expectation over `w` is a closed form in one dimension and an integral over `w₁` and the
/// length of the rest in more. A second recipe is the same one on other, equally informative
/// measurements of the same items: it is exactly as accurate, so that the null hypothesis is true.
struct NearestMeanSimulation: CustomStringConvertible, Sendable {
  /// How often something held, in how many experiments.
  struct Share: CustomStringConvertible {
    let hits, experiments: Int

    var value: Double { Double(hits) / Double(experiments) }

    var description: String {
      let error = (value * (1 - value) / Double(experiments)).squareRoot()
      return String(format: "%.1f ± %.1f %%", 100 * value, 100 * error)
    }
  }

  struct Result {
    let coverage, naiveCoverage, rejection, naiveRejection: Share
    /// Of all experiments' mean scores, and its standard error.
    let meanScore, meanScoreError: Double
  }

  let dimensions: Int
  let separation: Double
  var itemsPerClass = 20
  var folds = 5
  var repeats = 10

  var description: String { "\(dimensions) dimensions, \(separation) apart" }

  private var trainingItemsPerClass: Int { itemsPerClass * (folds - 1) / folds }

  /// The expected accuracy after training on a fold's training items.
  var expectedAccuracy: Double {
    let count = Double(trainingItemsPerClass)
    let deviation = (2 / count).squareRoot()
    let scale = separation / (2 * (1 + 1 / (2 * count)).squareRoot())
    if dimensions == 1 {
      let isUpright = StandardNormal.cumulative(separation / deviation)
      let accuracy = StandardNormal.cumulative(scale)
      return isUpright * accuracy + (1 - isUpright) * (1 - accuracy)
    }
    // The rest's length over its deviation is chi distributed. Midpoints, the density normalized.
    let freedom = Double(dimensions - 1)
    let steps = 400
    var (sum, total) = (0.0, 0.0)
    for rest in 0..<steps {
      let length = (Double(rest) + 0.5) / Double(steps) * (freedom.squareRoot() + 8)
      let restDensity = exp((freedom - 1) * log(length) - length * length / 2)
      for first in 0..<steps {
        let z = (Double(first) + 0.5) / Double(steps) * 16 - 8
        let along = separation + deviation * z
        let cosine = along / (along * along + pow(deviation * length, 2)).squareRoot()
        let density = restDensity * exp(-z * z / 2)
        sum += density * StandardNormal.cumulative(scale * cosine)
        total += density
      }
    }
    return sum / total
  }

  func run(experiments: Int) -> Result {
    let truth = expectedAccuracy
    var (covered, naivelyCovered, rejected, naivelyRejected) = (0, 0, 0, 0)
    var means: [Double] = []
    for experiment in 0..<experiments {
      let (first, second) = scores(ofExperiment: experiment)
      let corrected = ResampledMean(of: first, foldCount: folds)
      let naive = ResampledMean(of: first, testToTrainRatio: 0)
      means.append(corrected.mean)
      // No interval covers nothing, no test rejects nothing.
      covered += corrected.interval?.contains(truth) ?? false ? 1 : 0
      naivelyCovered += naive.interval?.contains(truth) ?? false ? 1 : 0
      let test = CorrectedPairedTest(first: first, second: second, foldCount: folds)
      let naiveTest = CorrectedPairedTest(first: first, second: second, testToTrainRatio: 0)
      rejected += test.pValue ?? 1 < 0.05 ? 1 : 0
      naivelyRejected += naiveTest.pValue ?? 1 < 0.05 ? 1 : 0
    }
    let mean = means.reduce(0, +) / Double(experiments)
    let squares = means.reduce(0) { $0 + pow($1 - mean, 2) }
    return Result(
      coverage: Share(hits: covered, experiments: experiments),
      naiveCoverage: Share(hits: naivelyCovered, experiments: experiments),
      rejection: Share(hits: rejected, experiments: experiments),
      naiveRejection: Share(hits: naivelyRejected, experiments: experiments),
      meanScore: mean,
      meanScoreError: (squares / Double(experiments - 1) / Double(experiments)).squareRoot())
  }

  /// The accuracy of both recipes on every fold of every repeat.
  private func scores(ofExperiment experiment: Int) -> (first: [Double], second: [Double]) {
    var random = RandomStream(seed: 1, purpose: .test, UInt64(experiment), UInt64(dimensions))
    let tasks = (0..<2).map { _ in MeasuredClasses(simulation: self, random: &random) }
    var scores: [[Double]] = [[], []]
    for _ in 0..<repeats {
      let orders = (0..<2).map { _ in random.permutation(of: itemsPerClass) }
      let size = itemsPerClass / folds
      for fold in 0..<folds {
        let test = orders.map { $0[fold * size..<(fold + 1) * size] }
        for (index, task) in tasks.enumerated() {
          scores[index].append(task.accuracyOfNearestMean(leavingOut: test))
        }
      }
    }
    return (scores[0], scores[1])
  }
}
