import Evaluation

/// Accuracy against the number of pictures that the folds were trained on, and what more of them may bring.
public struct LearningCurve: Codable, Sendable {
  public struct Point: Codable, Sendable {
    /// Of every fold's training part, above 0 to 1.
    public let share: Double
    /// That a fold was trained on, on average, without those that choose the epoch.
    public let pictures: Int
    /// Mean over the folds.
    public let accuracy: Double
    /// 95 %, corrected for folds that share training pictures; `nil` where there is none.
    @ExplicitNull public private(set) var interval: [Double]?
  }

  /// What the last growth brought, in the same folds.
  public struct Step: Codable, Sendable {
    public let from: Int
    public let to: Int
    public let gain: Double
    /// 95 %, corrected likewise; `nil` where there is none.
    @ExplicitNull public private(set) var interval: [Double]?
  }

  /// What a curve through the points says of twice the pictures: nobody has seen them.
  public struct Extrapolation: Codable, Sendable {
    public let pictures: Int
    public let gain: Double
  }

  /// By size, all of the training part last.
  public let points: [Point]
  /// Shares in which a class would have been missing in some fold, or which would have been no larger than the last.
  public let skippedShares: [Double]
  /// From half of the pictures (or the next smaller share that there is) to all; `nil` with one point.
  @ExplicitNull public private(set) var lastStep: Step?
  /// Through the points; `nil` where none fits.
  @ExplicitNull public private(set) var fit: PowerLaw?
  /// By the curve; `nil` without one.
  @ExplicitNull public private(set) var extrapolation: Extrapolation?
  /// Whether nothing speaks for more pictures of this kind.
  public let isFlat: Bool

  /// Less than this is no gain to collect pictures for.
  static let leastGain = 0.005
  /// An interval that reaches beyond this leaves it open.
  static let openGain = 0.02

  /// What was measured with one number of pictures.
  struct Size {
    let share: Double
    let pictures: Int
    /// Of each fold, in the same order for every size.
    let accuracies: [Double]
    let testToTrainRatio: Double

    var mean: ResampledMean {
      ResampledMean(of: accuracies, testToTrainRatio: testToTrainRatio)
    }
  }

  /// - Parameters:
  ///   - sizes: In ascending order, one or more, the last of all pictures.
  ///   - skippedShares: In `(0, 1)`.
  init(_ sizes: [Size], skippedShares: [Double]) {
    points = sizes.map { size in
      let mean = size.mean
      return Point(
        share: size.share, pictures: size.pictures, accuracy: mean.mean,
        interval: mean.interval?.bounds)
    }
    self.skippedShares = skippedShares
    let step = Self.lastStep(sizes)
    let fit = PowerLaw(
      counts: points.map { Double($0.pictures) }, accuracies: points.map(\.accuracy))
    let all = points.last?.pictures ?? 0
    let extrapolation = fit.map { curve in
      Extrapolation(
        pictures: 2 * all,
        gain: curve.value(at: 2 * Double(all)) - curve.value(at: Double(all)))
    }
    self.fit = fit
    self.extrapolation = extrapolation
    lastStep = step
    isFlat =
      step.map {
        $0.gain < Self.leastGain && ($0.interval?.last ?? 0) < Self.openGain
          && (extrapolation?.gain ?? 0) < Self.leastGain
      } ?? false
  }

  private static func lastStep(_ sizes: [Size]) -> Step? {
    guard let all = sizes.last,
      let half = sizes.dropLast().last(where: { $0.share <= 0.5 }) ?? sizes.dropLast().last
    else { return nil }
    // The smaller training part has the larger ratio: the wider interval of the two.
    let test = CorrectedPairedTest(
      first: all.accuracies, second: half.accuracies, testToTrainRatio: half.testToTrainRatio)
    return Step(
      from: half.pictures, to: all.pictures, gain: test.difference.mean,
      interval: test.difference.interval?.bounds)
  }
}

extension LearningCurve.Size {
  /// - Parameter outcomes: One for each fold, one or more.
  init(_ share: Double, _ outcomes: [FoldOutcome]) {
    func total(_ count: (FoldTask) -> Int) -> Double {
      Double(outcomes.reduce(0) { $0 + count($1.task) })
    }
    self.init(
      share: share,
      pictures: Int((total { $0.training.count } / Double(outcomes.count)).rounded()),
      accuracies: outcomes.map(\.report.accuracy),
      testToTrainRatio: total { $0.test.count } / max(total { $0.seen.count }, 1))
  }
}
