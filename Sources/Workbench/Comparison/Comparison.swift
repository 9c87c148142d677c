import Evaluation

/// What `graft compare --json` prints: who is better, by how much, how sure.
public struct Comparison: Codable, Sendable {
  /// A figure by which runs are compared.
  public enum Metric: String, Codable, Sendable, CaseIterable {
    case accuracy
    case balancedAccuracy = "balanced-accuracy"
    case macroF1 = "macro-f1"
    /// Less is better.
    case logLoss = "log-loss"

    var isLessBetter: Bool { self == .logLoss }
  }

  public enum Basis: String, Codable, Sendable {
    /// The same folds in all runs.
    case folds
    /// The same pictures, which had no part in any training.
    case testSet
  }

  public struct Run: Codable, Sendable {
    public let run: String
    /// Over the folds, or of the test set.
    public let mean: Double
    /// Of the mean, 95 %; `nil` where there is none.
    @ExplicitNull public private(set) var interval: Interval?
    /// The settings in which the runs differ, and this one's.
    public let settings: [String: String]

    init(run: String, mean: Double, interval: Interval?, settings: [String: String]) {
      self.run = run
      self.mean = mean
      self.interval = interval
      self.settings = settings
    }
  }

  /// Two runs, the first as they were given.
  public struct Pair: Codable, Sendable {
    public let first: String
    public let second: String
    /// First minus second.
    public let difference: Double
    /// Of the difference, 95 %, for this pair by itself.
    @ExplicitNull public private(set) var interval: Interval?
    /// Two-sided, for this pair by itself; `nil` where `missing` says why.
    @ExplicitNull public private(set) var pValue: Double?
    /// By Holm, for all pairs together.
    @ExplicitNull public internal(set) var adjustedPValue: Double?
    public let test: String
    /// Of five repeats of two folds, by Alpaydin's combined F test; `nil` for other folds.
    @ExplicitNull public private(set) var combinedFPValue: Double?
    @ExplicitNull public private(set) var missing: ResampledMean.MissingInterval?
    /// The run that is better at a level of 5 % for all pairs together; `nil` where none can be told.
    @ExplicitNull public internal(set) var better: String?

    init(
      first: String, second: String, difference: Double, interval: Interval?, pValue: Double?,
      test: String, combinedFPValue: Double? = nil, missing: ResampledMean.MissingInterval? = nil
    ) {
      self.first = first
      self.second = second
      self.difference = difference
      self.interval = interval
      self.pValue = pValue
      self.test = test
      self.combinedFPValue = combinedFPValue
      self.missing = missing
    }
  }

  public let command: String
  public let metric: Metric
  public let basis: Basis
  /// Folds of each repeat; `nil` for a test set.
  @ExplicitNull public private(set) var folds: Int?
  @ExplicitNull public private(set) var repeats: Int?
  /// Pictures of the test set, or of all folds together.
  public let images: Int
  /// In the order in which they were given.
  public let runs: [Run]
  public let pairs: [Pair]
  /// The run that is better than every other; `nil` where none can be told.
  @ExplicitNull public private(set) var best: String?

  /// What a false "better" may cost, over all pairs together.
  public static let level = 0.05

  init(
    metric: Metric, basis: Basis, folds: Int?, repeats: Int?, images: Int, runs: [Run],
    pairs: [Pair]
  ) {
    command = "compare"
    self.metric = metric
    self.basis = basis
    self.folds = folds
    self.repeats = repeats
    self.images = images
    self.runs = runs
    let judged = Self.judged(pairs, metric)
    self.pairs = judged
    best =
      runs.first { run in
        judged.allSatisfy { pair in
          (pair.first != run.run && pair.second != run.run) || pair.better == run.run
        }
      }?.run
  }

  /// With Holm's p-values and what follows from them.
  private static func judged(_ pairs: [Pair], _ metric: Metric) -> [Pair] {
    var pairs = pairs
    let tested = pairs.indices.filter { pairs[$0].pValue != nil }
    let adjusted = HolmAdjustment.adjusted(tested.compactMap { pairs[$0].pValue })
    for (place, value) in zip(tested, adjusted) {
      pairs[place].adjustedPValue = value
      guard value < level else { continue }
      let isFirst = (pairs[place].difference > 0) != metric.isLessBetter
      pairs[place].better = isFirst ? pairs[place].first : pairs[place].second
    }
    return pairs
  }
}
