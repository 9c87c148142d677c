import Foundation
import Tensors
import Testing

@testable import Training

/// Answers of scikit-learn, written by `Fixtures/make_classical.py`.
struct ClassicalFixture: Decodable {
  struct Neighbours: Decodable, Sendable {
    let count: Int
    let temperature: Double
    /// `[test, classes]`
    let probabilities: [Double]
    /// `[test, count]`
    let nearest: [Int]
    let similarities: [Double]
  }

  struct Regression: Decodable, Sendable {
    let inversePenalty: Double
    let weighted: Bool
    let objective: Double
    /// `[test, classes]`
    let probabilities: [Double]
  }

  struct Sparse: Decodable, Sendable {
    let inversePenalty: Double
    let columns: [Int]
  }

  struct Components: Decodable, Sendable {
    /// `[count, featureCount]`
    let components: [Double]
    let variances, explained: [Double]
    /// `[test, count]`
    let coordinates: [Double]
  }

  struct Case: Decodable, Sendable, CustomStringConvertible {
    let name: String
    let classes, featureCount: Int
    /// `[items, featureCount]`
    let features: [Float]
    let labels: [Int]
    let weights: [Float]
    let training, test: [Int]
    let neighbours: [Neighbours]
    let regressions: [Regression]
    let sparse: [Sparse]
    /// Of the training items.
    let components: Components
    /// `[featureCount]`, of the training items.
    let information: [Double]
    let varianceThreshold: Double
    let columnsAboveThreshold, columnsThatVary: [Int]

    var description: String { name }

    func table(weighted: Bool) throws -> FeatureTable {
      FeatureTable(
        features: try Tensor(features, shape: [labels.count, featureCount]), labels: labels,
        weights: weighted ? weights : [Float](repeating: 1, count: labels.count),
        identifiers: labels.indices.map { UInt64($0) })
    }
  }

  let cases: [Case]

  static func load() throws -> [Case] {
    let url = try #require(
      Bundle.module.url(forResource: "classical", withExtension: "json", subdirectory: "Fixtures"))
    return try JSONDecoder().decode(ClassicalFixture.self, from: Data(contentsOf: url)).cases
  }
}
