import Foundation
import Testing

/// Answers of scikit-learn, SciPy and others, written by the scripts `Fixtures/make_*.py`.
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

  struct MetricDetailCase: Decodable {
    struct Reliability: Decodable {
      let counts: [Int]
      /// Of the bins that are not empty.
      let meanConfidence, accuracy: [Double]
      let expectedError, maximumError: Double
    }

    let classCount: Int
    let labels: [Int]
    let probabilities: [Double]
    /// Precision, recall and F1.
    let micro, weighted: [Double]
    let matthews, kappa, macroArea, weightedArea: Double?
    let areas, averagePrecisions: [Double?]
    let brier: Double
    let reliability: Reliability
  }

  static func metricDetails() throws -> [String: MetricDetailCase] { try read("metric_details") }

  struct Statistics: Decodable {
    struct Paired: Decodable {
      let first, second: [Double]
      let ratio, mean, statistic, pValue, low, high: Double
    }

    struct Bootstrap: Decodable {
      let data, estimates, percentile, accelerated: [Double]
      let estimate, level: Double
    }

    struct Combined: Decodable {
      let differences: [[Double]]
      let statistic, pValue: Double
    }

    let paired: [Paired]
    let bootstrap: [Bootstrap]
    let combined: [Combined]
    let mcNemar, fDistribution: [[Double]]
    let holm: [[[Double]]]
  }

  static func statistics() throws -> Statistics { try read("statistics") }

  struct CalibrationCase: Decodable {
    struct Temperature: Decodable { let temperature, before, after: Double }
    struct Vector: Decodable {
      let weights, biases: [Double]
      let objective: Double
    }
    struct Thresholds: Decodable {
      let label: Int
      let reaching, costs: [[Double?]]
    }

    let classCount: Int
    let labels, decisions: [Int]
    let probabilities: [Double]
    let temperature: Temperature?
    let vector: Vector?
    let thresholds: [Thresholds]
    let riskCoverage, costs: [[Double]]
    let meanCost: Double
  }

  static func calibrationCases() throws -> [String: CalibrationCase] { try read("calibration") }

  static func labelErrors() throws -> LabelErrorCase { try read("label_errors") }

  static func metricCases() throws -> [String: MetricCase] { try read("metrics") }

  static func distributions() throws -> Distributions { try read("distributions") }

  private static func read<Value: Decodable>(_ name: String) throws -> Value {
    let url = try #require(
      Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Fixtures"))
    return try JSONDecoder().decode(Value.self, from: Data(contentsOf: url))
  }
}
