/// How often predictions are right, by how sure they are.
///
/// The confidence of an item is the probability of its predicted class. The interval from 0 to 1 is
/// cut into bins of equal width, open below and closed above (a confidence of 0 cannot be).
/// - Source: Guo, Pleiss, Sun and Weinberger, "On calibration of modern neural networks", 2017,
///   arXiv:1706.04599, section 2.
public struct ReliabilityDiagram: Codable, Sendable, Equatable {
  /// The items whose confidence lies in one bin.
  public struct Bin: Codable, Sendable, Equatable {
    /// Confidences above `low`, at most `high`.
    public let low, high: Double
    public let count: Int
    /// In `[0, 1]`; `nil` in an empty bin.
    public let meanConfidence: Double?
    /// In `[0, 1]`; `nil` in an empty bin.
    public let accuracy: Double?
  }

  /// As many as Guo and others use.
  public static let defaultBinCount = 15

  /// From 0 to 1, empty ones too.
  public let bins: [Bin]

  /// - Parameter binCount: 1 or more; less traps.
  public init(of predictions: Predictions, binCount: Int = defaultBinCount) {
    precondition(binCount >= 1, "a reliability diagram needs a bin")
    var counts = [Int](repeating: 0, count: binCount)
    var correct = counts
    var confidences = [Double](repeating: 0, count: binCount)
    let edges = (0...binCount).map { Double($0) / Double(binCount) }
    for (item, prediction) in predictions.predictedLabels.enumerated() {
      let confidence = predictions.probability(of: prediction, item: item)
      // Rounding may put a confidence a little above 1: it belongs to the last bin.
      let bin = edges.dropFirst().firstIndex { confidence <= $0 } ?? binCount
      counts[bin - 1] += 1
      confidences[bin - 1] += confidence
      correct[bin - 1] += prediction == predictions.labels[item] ? 1 : 0
    }
    bins = (0..<binCount).map { index in
      let count = Double(counts[index])
      return Bin(
        low: edges[index], high: edges[index + 1], count: counts[index],
        meanConfidence: counts[index] > 0 ? confidences[index] / count : nil,
        accuracy: counts[index] > 0 ? Double(correct[index]) / count : nil)
    }
  }

  /// The mean distance of confidence and accuracy over the items, bin by bin, in `[0, 1]`.
  ///
  /// It depends on the number of bins, and with few items it is well above 0 for a perfectly
  /// calibrated model too.
  public var expectedCalibrationError: Double {
    let items = bins.reduce(0) { $0 + $1.count }
    return gaps.reduce(0) { $0 + $1.gap * Double($1.count) } / Double(items)
  }

  /// The distance of confidence and accuracy in the worst bin, in `[0, 1]`.
  public var maximumCalibrationError: Double { gaps.map(\.gap).max() ?? 0 }

  private var gaps: [(gap: Double, count: Int)] {
    bins.compactMap { bin in
      guard let confidence = bin.meanConfidence, let accuracy = bin.accuracy else { return nil }
      return (abs(confidence - accuracy), bin.count)
    }
  }
}
