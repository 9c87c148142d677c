import Evaluation

/// What a model's accuracy is where the pictures are changed, at growing strength.
public struct Robustness: Codable, Sendable {
  public struct Level: Codable, Sendable {
    /// In the unit that ``words`` says.
    public let strength: Double
    /// For example `blur of sigma 2 pixels`.
    public let words: String
    public let accuracy: Double
    /// Of the accuracy, 95 %, Wilson.
    public let interval: [Double]
    /// Minus the accuracy on the same pictures as they are.
    public let difference: Double
    /// That the change costs or gains nothing, by McNemar's test (mid-p), each level by itself.
    public let pValue: Double
  }

  public struct Change: Codable, Sendable {
    public let name: String
    /// As policy files call it.
    public let operation: String
    /// From mild to strong.
    public let levels: [Level]
  }

  /// Judged, each unchanged and under every level.
  public let pictures: Int
  /// From which they were taken, evenly over the classes.
  public let available: Int
  /// On the same pictures as they are.
  public let accuracy: Double
  public let changes: [Change]

  /// - Parameters:
  ///   - clean: Whether each picture as it is was recognized, one or more.
  ///   - changed: For every probe and strength whether the same pictures were.
  init(clean: [Bool], available: Int, changed: [(probe: RobustnessProbe, right: [[Bool]])]) {
    pictures = clean.count
    self.available = available
    let accuracy = Self.accuracy(clean)
    self.accuracy = accuracy
    changes = changed.map { probe, right in
      Change(
        name: probe.name, operation: probe.kind.rawValue,
        levels: zip(probe.strengths, right).map { strength, right in
          Level(
            strength: strength, words: probe.sentence(strength), accuracy: Self.accuracy(right),
            interval: Interval.wilson(
              successes: right.count { $0 }, trials: right.count)?.bounds ?? [],
            difference: Self.accuracy(right) - accuracy,
            pValue: McNemarTest(first: right, second: clean).midPValue)
        })
    }
  }

  private static func accuracy(_ right: [Bool]) -> Double {
    Double(right.count { $0 }) / Double(right.count)
  }
}

extension Robustness {
  /// Of all levels the one that costs most; `nil` where none costs anything.
  var weakest: Level? { Self.costliest(of: changes.flatMap(\.levels)) }

  /// Of the mildest level of each change the one that costs most; `nil` where none costs anything.
  var weakestMild: Level? { Self.costliest(of: changes.compactMap(\.levels.first)) }

  private static func costliest(of levels: [Level]) -> Level? {
    levels.filter { $0.difference < 0 }.min { $0.difference < $1.difference }
  }

  /// The weakest spot, in words.
  public var sentence: String {
    guard let weakest else { return "no change cost any accuracy" }
    func cost(_ level: Level) -> String {
      "\(level.words) costs \(Figure.points(-level.difference).dropFirst()) points"
    }
    let mild = weakestMild.map {
      $0.words == weakest.words
        ? ", though it is the mildest of its kind"
        : "; of the mildest changes \(cost($0))" + ($0.pValue < 0.05 ? "" : ", within chance")
    }
    return
      "weakest spot: \(cost(weakest)) (\(Figure.percent(accuracy)) to \(Figure.percent(weakest.accuracy)) on "
      + "\(Figure.grouped(pictures)) pictures)\(mild ?? "")"
  }
}
