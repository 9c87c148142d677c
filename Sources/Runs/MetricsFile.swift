/// What the store reads of `metrics.json`, whichever command wrote it; what is missing or of another kind is `nil`.
struct MetricsFile: Decodable {
  struct Figures: Decodable {
    let accuracy: Double?
    let balancedAccuracy: Double?
    let macroF1: Double?
    let logLoss: Double?
  }

  private struct Seconds: Decodable {
    let total: Double
  }

  private struct Bounds: Decodable {
    let low: Double
    let high: Double
  }

  private struct FoldBounds: Decodable {
    let accuracy: [Double]
  }

  private enum CodingKeys: CodingKey {
    case metrics
    case mean
    case metricsOn
    case part
    case interval
    case seconds
  }

  static let byteLimit = 64 << 20

  let figures: Figures?
  let metricsOn: String?
  /// Low and high.
  let interval: [Double]?
  let seconds: Double?

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let mean = try? container.decode(Figures.self, forKey: .mean)
    figures = mean ?? (try? container.decode(Figures.self, forKey: .metrics))
    metricsOn =
      mean != nil
      ? "folds"
      : (try? container.decode(String.self, forKey: .metricsOn))
        ?? (try? container.decode(String.self, forKey: .part))
    let folds = try? container.decode(FoldBounds.self, forKey: .interval).accuracy
    let bounds = try? container.decode(Bounds.self, forKey: .interval)
    interval = folds.flatMap { $0.count == 2 ? $0 : nil } ?? bounds.map { [$0.low, $0.high] }
    // A century is no time that a run takes.
    seconds = (try? container.decode(Seconds.self, forKey: .seconds).total)
      .flatMap { (0..<3e9).contains($0) ? $0 : nil }
  }
}
