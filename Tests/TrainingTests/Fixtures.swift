import Foundation
import Testing

@testable import Training

/// Answers of PyTorch and NumPy, written by `Fixtures/make_fixtures.py`.
struct Fixtures: Decodable {
  struct OptimizerCase: Decodable, Sendable {
    let name: OptimizerConfiguration.Name
    let learningRate, weightDecay: Double
    let momentum, epsilon: Double?
    let betas: OptimizerConfiguration.Betas?
    let steps: Int
    /// The end in double precision, and in single precision.
    let start, end, singleEnd: [Double]

    var configuration: OptimizerConfiguration {
      OptimizerConfiguration(
        name: name, learningRate: learningRate, momentum: momentum, betas: betas,
        epsilon: epsilon, weightDecay: weightDecay)
    }
  }

  struct ScheduleCase: Decodable, Sendable {
    let epochs, stepsPerEpoch: Int
    let configuration: ScheduleConfiguration
    /// Of every step.
    let factors: [Double]
  }

  struct PlateauCase: Decodable, Sendable {
    let monitor: Monitor
    let patience: Int
    let gamma, minimumDelta: Double
    /// Of each epoch: what is watched, and the factor after it.
    let values, factors: [Double]
  }

  struct Clipping: Decodable {
    let limit, norm: Double
    let clipped: [[Double]]
  }

  struct Smoothing: Decodable {
    let logits: [[Double]]
    let labels: [Int]
    let smoothing: Double
    let losses: [Double]
  }

  struct Mixing: Decodable {
    struct Box: Decodable {
      let share: Double
      let row, column, height, width: Int
      /// Top, bottom, left and right.
      let box: [Int]
    }

    let height, width, channels, classes: Int
    let smoothing, share, ownShare: Double
    let partners, labels: [Int]
    let pixels, blended, pasted, targets: [Double]
    let centerRow, centerColumn: Int
    let boxes: [Box]
  }

  struct Values: Decodable, Sendable {
    let shape: [Int]
    let values: [Double]
  }

  struct HeadCase: Decodable, Sendable {
    let name: String
    let learningRate, weightDecay: Double
    let epochs, hidden: Int
    let norm: Bool
    let features: [Double]
    let featureCount, classes: Int
    let labels: [Int]
    let weights: [Double]
    let start, end: [String: Values]
    let losses, probabilities: [Double]
  }

  let optimizers: [OptimizerCase]
  let schedules: [ScheduleCase]
  let plateaus: [PlateauCase]
  let clipping: Clipping
  let smoothing: Smoothing
  let mixing: Mixing
  let heads: [HeadCase]

  static func load() throws -> Fixtures {
    let url = try #require(
      Bundle.module.url(forResource: "training", withExtension: "json", subdirectory: "Fixtures"))
    return try JSONDecoder().decode(Fixtures.self, from: Data(contentsOf: url))
  }
}
