import Evaluation

/// What averaging over views gains against looking at each picture once, on the same pictures.
public struct TestTimeGain: Codable, Sendable {
  /// `flip`, or how many views.
  public let views: String
  /// How often each picture passes the network.
  public let passes: Int
  public let accuracyWithout: Double
  /// The accuracy with it minus the one without.
  public let gain: Double
  /// Of the gain, 95 %, by a bootstrap over the pictures; `nil` where every resample gave the same.
  @ExplicitNull public private(set) var interval: [Double]?
  /// Pictures that are recognized only with it, and only without.
  public let onlyWith: Int
  public let onlyWithout: Int
  /// That it changes nothing, by McNemar's test (mid-p).
  public let pValue: Double

  /// - Parameter with, without: Of the same pictures.
  init(_ views: TestTimeViews, with: Predictions, without: Predictions) {
    let right = [with, without].map { predictions in
      zip(predictions.predictedLabels, predictions.labels).map { $0 == $1 }
    }
    func accuracy(_ right: [Bool]) -> Double {
      Double(right.count { $0 }) / Double(right.count)
    }
    self.views = views.name
    passes = views.count
    accuracyWithout = accuracy(right[1])
    let differences = zip(right[0], right[1]).map { ($0 ? 1 : 0) - ($1 ? 1 : 0) }
    func mean(_ items: [Int]) -> Double {
      Double(items.reduce(0) { $0 + differences[$1] }) / Double(items.count)
    }
    gain = mean(Array(differences.indices))
    interval =
      Bootstrap(itemCount: differences.count).distribution(
        leavesOut: false, of: mean
      )?.percentileInterval().interval?.bounds
    let test = McNemarTest(first: right[0], second: right[1])
    onlyWith = test.onlyFirst
    onlyWithout = test.onlySecond
    pValue = test.midPValue
  }
}

extension TestTimeGain {
  /// What it gains, and whether that is more than chance, in words.
  public var sentence: String {
    let cost = "\(passes) \(passes == 1 ? "pass" : "passes") a picture"
    guard onlyWith + onlyWithout > 0 else {
      return "averaging over views (\(views)) changes no answer, for \(cost)"
    }
    let reach =
      interval.map { " (95 % interval \(Figure.points($0[0])) to \(Figure.points($0[1])))" } ?? ""
    let words = pValue < 0.05 ? "more than chance" : "within chance"
    return
      "averaging over views (\(views)): \(Figure.points(gain)) points against \(Figure.percent(accuracyWithout)) "
      + "without\(reach), \(words) (p \(Figure.of(pValue)), McNemar: \(onlyWith) more and \(onlyWithout) fewer "
      + "recognized), for \(cost)"
  }
}
