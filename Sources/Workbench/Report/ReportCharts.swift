import Evaluation

/// The numbers behind the charts; how each is drawn stands in `pages/report-charts.js`.
struct ReportCharts: Encodable {
  /// One epoch of a training.
  struct Epoch: Encodable {
    let epoch: Int
    let trainingLoss, trainingAccuracy: Double?
    let validationLoss, validationAccuracy: Double?
    let learningRate: Double?
  }

  struct Curves: Encodable {
    let epochs: [Epoch]
    /// The one whose weights were kept.
    let best: Int
  }

  /// How the folds of a cross-validation trained.
  struct FoldCurves: Encodable {
    struct Fold: Encodable {
      let name: String
      var epochs: [Epoch]
    }

    let folds: [Fold]
    /// Over all folds, of the epochs that each of them has.
    let means: [Epoch]
  }

  /// A figure of one fold.
  struct FoldScore: Encodable {
    let metric: String
    let `repeat`: Int
    let fold: Int
    let value: Double
    let items: Int
  }

  /// Its mean over the folds, with its interval.
  struct FoldMean: Encodable {
    let metric: String
    let mean: Double
    let low, high: Double?
  }

  struct Folds: Encodable {
    let repeats: Int
    let scores: [FoldScore]
    let means: [FoldMean]
  }

  /// The accuracy after training on growing parts of the pictures.
  struct GrowingTraining: Encodable {
    struct Point: Encodable {
      let pictures: Int
      let accuracy: Double
      let low, high: Double?
    }

    let points: [Point]
    /// Of a curve through them, as far as twice the pictures; none where no curve fits.
    let fitted: [Point]
  }

  /// The accuracy under changes at growing strength.
  struct Changes: Encodable {
    let accuracy: Double
    let changes: [Robustness.Change]
  }

  struct ReliabilityBin: Encodable {
    let low, high: Double
    let count: Int
    let confidence, accuracy: Double?
  }

  struct Coverage: Encodable {
    let coverage, accuracy, threshold: Double
  }

  var curves: Curves?
  var folds: Folds?
  var foldCurves: FoldCurves?
  var learningCurve: GrowingTraining?
  var robustness: Changes?
  var reliability: [ReliabilityBin]?
  var coverage: [Coverage]?
  var map: FeatureMap?

  /// Points that a curve keeps: more than pixels would be waste.
  private static let mostPoints = 240

  init(_ predictions: Predictions?) {
    guard let predictions else { return }
    reliability = ReliabilityDiagram(of: predictions).bins.map {
      ReliabilityBin(
        low: $0.low, high: $0.high, count: $0.count, confidence: $0.meanConfidence,
        accuracy: $0.accuracy)
    }
    let points = RiskCoverageCurve(of: predictions).points
    let step = max(1, points.count / Self.mostPoints)
    coverage = points.enumerated().filter { index, _ in
      index % step == 0 || index == points.count - 1
    }.map { Coverage(coverage: $1.coverage, accuracy: $1.accuracy, threshold: $1.threshold) }
  }
}
