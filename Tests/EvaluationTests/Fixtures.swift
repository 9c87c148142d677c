import Foundation
import Testing

/// Answers of scikit-learn, SciPy and cleanlab, written by `Fixtures/make_fixtures.py` and
/// `Fixtures/make_label_errors.py`.
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

  struct LabelErrorCase: Decodable {
    let classCount: Int
    let labels, flipped, issues: [Int]
    let probabilities, thresholds: [Double]
    let counts: [[Int]]
    let joint: [[Double]]
  }

  static func labelErrors() throws -> LabelErrorCase { try read("label_errors") }

  static func metricCases() throws -> [String: MetricCase] { try read("metrics") }

  static func distributions() throws -> Distributions { try read("distributions") }

  private static func read<Value: Decodable>(_ name: String) throws -> Value {
    let url = try #require(
      Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Fixtures"))
    return try JSONDecoder().decode(Value.self, from: Data(contentsOf: url))
  }
}
