import Foundation
import Testing

/// Answers of scikit-learn and SciPy, written by `Fixtures/make_fixtures.py`.
enum Fixtures {
  struct MetricCase: Decodable {
    let classCount: Int
    let labels: [Int]
    let probabilities: [Double]
    let accuracy, balancedAccuracy, macroPrecision, macroRecall, macroF1, logLoss: Double
    let precision, recall, f1: [Double?]
    let support: [Int]
    let top: [String: Double]
    let confusion: [[Int]]
  }

  struct Distributions: Decodable {
    let studentQuantile, studentCumulative, normalQuantile, incompleteBeta, wilson: [[Double]]
  }

  static func metricCases() throws -> [String: MetricCase] { try read("metrics") }

  static func distributions() throws -> Distributions { try read("distributions") }

  private static func read<Value: Decodable>(_ name: String) throws -> Value {
    let url = try #require(
      Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Fixtures"))
    return try JSONDecoder().decode(Value.self, from: Data(contentsOf: url))
  }
}
