import Foundation
import Testing

/// Answers of PyTorch in double precision, written by `Fixtures/make_fixtures.py`.
struct Fixtures: Decodable {
  struct OptimizerCase: Decodable, Sendable {
    let name: String
    let learningRate, momentum, weightDecay: Double
    let steps: Int
    let start, end: [Double]
  }

  struct ScheduleCase: Decodable, Sendable {
    let steps: Int
    let factors: [Double]
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
  let heads: [HeadCase]

  static func load() throws -> Fixtures {
    let url = try #require(
      Bundle.module.url(forResource: "training", withExtension: "json", subdirectory: "Fixtures"))
    return try JSONDecoder().decode(Fixtures.self, from: Data(contentsOf: url))
  }
}
