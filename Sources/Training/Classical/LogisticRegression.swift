import Evaluation
import Kernels
import Tensors
import Workers

/// A linear model of the log odds: `p = softmax(W x + b)`.
///
/// `W` and `b` minimize `C · Σ wᵢ · (−ln pᵢ,ᵧ₍ᵢ₎) + ½‖W‖²` with the items' weights `w`, the features as
/// they are; the intercepts `b` are not penalized. For two classes the penalty is on their difference
/// `W₁ − W₀`, of which both then have a half with opposite signs. That is scikit-learn's objective,
/// and it has one minimum. Classes that no training item has get probability 0; a single class gets 1.
///
/// It holds the training items' features in double precision while it fits.
/// - Source: Cox, "The regression analysis of binary sequences", 1958; the objective as
///   `LogisticRegression` of scikit-learn 1.9 states it.
public struct LogisticRegression: FrozenClassifier {
  public struct Settings: Codable, Equatable, Sendable {
    /// `C`, above 0: the smaller, the more the weights are held back.
    public var inversePenalty: Double
    /// Looked at in the training items alone; `nil` for all features.
    public var selection: FeatureSelection.Rule?
    /// Converged where no component of the gradient of the mean loss is greater, in features whose
    /// mean squared distance from their mean is made 32.
    public var gradientTolerance: Double
    public var iterationLimit: Int

    public init(
      inversePenalty: Double = 1, selection: FeatureSelection.Rule? = nil,
      gradientTolerance: Double = 1e-8, iterationLimit: Int = 1000
    ) {
      self.inversePenalty = inversePenalty
      self.selection = selection
      self.gradientTolerance = gradientTolerance
      self.iterationLimit = iterationLimit
    }

    func validate() throws(TrainingError) {
      try TrainingError.require(
        inversePenalty > 0 && inversePenalty.isFinite, "C of the logistic regression",
        "a number above 0", "\(inversePenalty)")
      try TrainingError.require(
        gradientTolerance > 0, "gradient tolerance", "a number above 0", "\(gradientTolerance)")
      try TrainingError.require(iterationLimit > 0, "iterations", "at least 1", "\(iterationLimit)")
      try selection?.validate()
    }
  }

  public static var defaultSettings: Settings { Settings() }

  public let classCount: Int
  /// The classes that training items have, ascending; the others are never predicted.
  public let presentClasses: [Int]
  /// The features that are looked at.
  public let selection: FeatureSelection
  /// `W`, `[presentClasses, selection.columns]`, row by row.
  public let weights: [Double]
  /// `b`, `[presentClasses]`.
  public let intercepts: [Double]
  /// Whether the minimum was reached within the tolerance, and that of the selection before it.
  public let isConverged: Bool
  public let iterations: Int

  public static func fit(
    _ table: FeatureTable, training: [Int], classCount: Int, settings: Settings,
    cancellation: Cancellation?
  ) throws -> LogisticRegression {
    try settings.validate()
    let items = try WeightedItems(table, training, classCount: classCount)
    var matrix = try TrainingMatrix(
      table.features, items: items.items, cancellation: cancellation)
    let selection = try FeatureSelection(
      settings.selection, of: matrix, labels: items.labels, cancellation: cancellation)
    matrix.keep(selection.columns)
    let total = items.totalWeight
    let shares = items.weights.map { $0 / total }
    // The intercepts take up where the origin lies, and the penalty the unit, so the minimum is the
    // same, but far fewer iterations away.
    let (mean, scale) = matrix.center(shares: shares)
    let present = items.presentClasses
    let loss = MultinomialLoss(
      matrix: matrix, labels: items.labels.map { label in present.firstIndex(of: label) ?? 0 },
      shares: shares, classCount: present.count,
      penalty: (present.count == 2 ? 2 : 1)
        / (settings.inversePenalty * total * scale * scale))
    var solver = LimitedMemoryBFGS()
    solver.gradientTolerance = settings.gradientTolerance
    solver.iterationLimit = settings.iterationLimit
    let start = [Double](repeating: 0, count: loss.parameterCount)
    let minimum = try solver.minimum(from: start) { parameters in
      try cancellation?.check()
      return loss(parameters)
    }
    return LogisticRegression(
      minimum, mean: mean, scale: scale, selection: selection, presentClasses: present,
      classCount: classCount)
  }

  /// Back to the features' own origin and unit.
  private init(
    _ minimum: LimitedMemoryBFGS.Minimum, mean: [Double], scale: Double,
    selection: FeatureSelection, presentClasses: [Int], classCount: Int
  ) {
    let columns = mean.count
    let weightCount = presentClasses.count * columns
    weights = minimum.point[..<weightCount].map { $0 / scale }
    var shifts = [Double](repeating: 0, count: presentClasses.count)
    LinearAlgebra.multiplyRows(
      weights, mean, rows: presentClasses.count, columns: 1, depth: columns, into: &shifts)
    intercepts = zip(minimum.point[weightCount...], shifts).map { $0 - $1 }
    isConverged = minimum.isConverged && selection.isConverged
    iterations = minimum.iterations
    self.selection = selection
    self.presentClasses = presentClasses
    self.classCount = classCount
  }
}
