/// Which labels are probably wrong, by what a model says of items that it was not trained on.
///
/// An item counts as confidently of the class of its greatest probability among those that reach what the class's
/// own items have on average. How often items labelled *i* are confidently *j*, scaled to the number of labels,
/// estimates the joint distribution of given and true labels. Of each entry beside its diagonal as many items as it
/// estimates are suspected, those first whose probability of *j* exceeds that of *i* most.
/// - Source: C. Northcutt and others, "Confident Learning: Estimating Uncertainty in Dataset Labels", 2021,
///   arXiv:1911.00068: equations 1 to 3, and section 3.2, method 4 (prune by noise rate).
public struct ConfidentLearning: Sendable {
  /// An item whose label is probably wrong.
  public struct Suspect: Sendable, Equatable {
    public let item: Int
    /// The class that is probably right.
    public let suggestion: Int
    /// What the given label's probability lacks to the suggested one's, above 0, at most 1.
    public let margin: Double
  }

  /// `[classes]`, the mean probability of its own class over the items of each; `nil` for a class without items.
  public let thresholds: [Double?]
  /// `[given, confident]`, how many items of each label are confidently of each class; an item may be of none.
  public let counts: [[Int]]
  /// `[given, true]`, estimated shares of all items; they sum to 1.
  public let joint: [[Double]]
  /// By margin, the largest first; of equal ones the first item.
  public let suspects: [Suspect]

  /// The estimated share of wrong labels, 0 to 1.
  public var noise: Double {
    joint.indices.reduce(1) { $0 - joint[$1][$1] }
  }

  /// - Parameter predictions: Of every item by a model that has not seen it, for example from cross-validation.
  public init(_ predictions: Predictions) {
    let thresholds = Self.thresholds(predictions)
    let counts = Self.confidentCounts(predictions, thresholds)
    let joint = Self.joint(predictions, counts)
    self.thresholds = thresholds
    self.counts = counts
    self.joint = joint
    suspects = Self.suspects(predictions, joint)
  }

  private static func thresholds(_ predictions: Predictions) -> [Double?] {
    var sums = [Double](repeating: 0, count: predictions.classCount)
    var counts = [Int](repeating: 0, count: predictions.classCount)
    for (item, label) in predictions.labels.enumerated() {
      sums[label] += predictions.probability(of: label, item: item)
      counts[label] += 1
    }
    return zip(sums, counts).map { $1 == 0 ? nil : $0 / Double($1) }
  }

  /// Equation 1: `[given, confident]`.
  private static func confidentCounts(
    _ predictions: Predictions, _ thresholds: [Double?]
  ) -> [[Int]] {
    let classes = 0..<predictions.classCount
    var counts = classes.map { _ in [Int](repeating: 0, count: classes.count) }
    for (item, label) in predictions.labels.enumerated() {
      let confident = classes.filter { index in
        // A mean of equal probabilities may round above them.
        thresholds[index].map { predictions.probability(of: index, item: item) >= $0 - 1e-9 }
          ?? false
      }
      let best = confident.max {
        predictions.probability(of: $0, item: item) < predictions.probability(of: $1, item: item)
      }
      if let best { counts[label][best] += 1 }
    }
    return counts
  }

  /// Equation 3: each row scaled to the number of its labels, all to a sum of 1.
  private static func joint(_ predictions: Predictions, _ counts: [[Int]]) -> [[Double]] {
    var labels = [Int](repeating: 0, count: predictions.classCount)
    for label in predictions.labels { labels[label] += 1 }
    return counts.enumerated().map { label, row in
      let total = row.reduce(0, +)
      return row.enumerated().map { column, count in
        // Where nothing is confident, nothing is known against the labels.
        let share =
          total == 0 ? (label == column ? 1 : 0) : Double(count) / Double(total)
        return share * Double(labels[label]) / Double(predictions.itemCount)
      }
    }
  }

  private static func suspects(_ predictions: Predictions, _ joint: [[Double]]) -> [Suspect] {
    var items = [[Int]](repeating: [], count: predictions.classCount)
    for (item, label) in predictions.labels.enumerated() { items[label].append(item) }
    var best: [Int: Suspect] = [:]
    for given in joint.indices {
      for other in joint.indices where other != given {
        let wanted = Int((joint[given][other] * Double(predictions.itemCount)).rounded())
        guard wanted > 0 else { continue }
        let ranked = ranked(
          items[given].map { item in
            Suspect(
              item: item, suggestion: other,
              margin: predictions.probability(of: other, item: item)
                - predictions.probability(of: given, item: item))
          })
        for suspect in ranked.prefix(wanted) where suspect.margin > 0 {
          if suspect.margin > best[suspect.item]?.margin ?? 0 { best[suspect.item] = suspect }
        }
      }
    }
    return ranked(Array(best.values))
  }

  private static func ranked(_ suspects: [Suspect]) -> [Suspect] {
    suspects.sorted {
      $0.margin != $1.margin ? $0.margin > $1.margin : $0.item < $1.item
    }
  }
}

extension Predictions {
  /// - Parameters:
  ///   - label: In `0..<classCount`.
  ///   - item: In `0..<itemCount`.
  public func probability(of label: Int, item: Int) -> Double {
    probabilities[item * classCount + label]
  }
}
