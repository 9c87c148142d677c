/// How accurate a model is on the items that it is sure of, by how many it leaves to someone else.
///
/// The confidence of an item is the probability of its predicted class; items of equal confidence
/// are kept or left together.
/// - Source: El-Yaniv and Wiener, "On the foundations of noise-free selective classification",
///   Journal of Machine Learning Research 11, 2010; Geifman and El-Yaniv, 2017, arXiv:1705.08500.
public struct RiskCoverageCurve: Codable, Sendable, Equatable {
  /// What happens if items of less than some confidence are left out.
  public struct Point: Codable, Sendable, Equatable {
    /// The least confidence that is kept.
    public let threshold: Double
    /// The share of the items that are kept, in `(0, 1]`.
    public let coverage: Double
    /// Of the items that are kept, in `[0, 1]`.
    public let accuracy: Double
  }

  /// By coverage, growing; the last one keeps everything.
  public let points: [Point]

  public init(of predictions: Predictions) {
    let sorted = predictions.predictedLabels.enumerated().map { item, prediction in
      (
        confidence: predictions.probability(of: prediction, item: item),
        isRight: prediction == predictions.labels[item]
      )
    }.sorted { $0.confidence > $1.confidence }
    var points: [Point] = []
    var right = 0
    for (index, entry) in sorted.enumerated() {
      right += entry.isRight ? 1 : 0
      let isLast = index + 1 == sorted.count || sorted[index + 1].confidence < entry.confidence
      guard isLast else { continue }
      points.append(
        Point(
          threshold: entry.confidence, coverage: Double(index + 1) / Double(sorted.count),
          accuracy: Double(right) / Double(index + 1)))
    }
    self.points = points
  }

  /// The mean share of wrong items over all coverages, in `[0, 1]`, 0 is best: each step of the
  /// curve counts by the items that it adds.
  public var areaUnderRisk: Double {
    var (area, reached) = (0.0, 0.0)
    for point in points {
      area += (1 - point.accuracy) * (point.coverage - reached)
      reached = point.coverage
    }
    return area
  }

  /// The point that keeps most items at an accuracy of at least `target`; `nil` if there is none.
  ///
  /// It is chosen on these items: judge it on others.
  public func point(reaching target: Double) -> Point? {
    points.last { $0.accuracy >= target }
  }

  /// The point that keeps at least the share `target` of the items, and no more than it must; `nil`
  /// above 1.
  public func point(keeping target: Double) -> Point? {
    points.first { $0.coverage >= target }
  }
}
