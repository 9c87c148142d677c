import Workers

/// The features that a classifier looks at, chosen by looking at training items alone.
///
/// Each training item counts once, whatever its weight.
public struct FeatureSelection: Equatable, Sendable {
  public enum Rule: Codable, Equatable, Sendable {
    /// Features whose variance, in the square of their unit and divided by the number of items, is
    /// greater. 0 leaves out what is constant.
    case varianceAbove(Double)
    /// So many features (or all that there are) that tell most about the class, by
    /// ``MutualInformation``; of equally informative ones the first.
    case mostInformative(Int)
    /// Features that a multinomial regression needs whose weights cost their sum of magnitudes:
    /// `C · Σ −ln pᵢ,ᵧ₍ᵢ₎ + ‖W‖₁`, features as they are, intercepts free; `C` above 0. A feature is
    /// left out where its weight is 0 for every class. Slow where `C` is so large that hundreds
    /// remain: begin with 0.03.
    case sparse(inversePenalty: Double)

    func validate() throws(TrainingError) {
      switch self {
      case .varianceAbove(let threshold):
        try TrainingError.require(
          threshold >= 0 && threshold.isFinite, "variance of selected features",
          "a number of 0 or more", "\(threshold)")
      case .mostInformative(let count):
        try TrainingError.require(
          count > 0, "number of selected features", "at least 1", "\(count)")
      case .sparse(let inversePenalty):
        try TrainingError.require(
          inversePenalty > 0 && inversePenalty.isFinite, "C of the feature selection",
          "a number above 0", "\(inversePenalty)")
      }
    }
  }

  /// How many there were to choose from.
  public let featureCount: Int
  /// Ascending, of `0..<featureCount`. There may be none.
  public let columns: [Int]
  /// Whether a rule that searches (``Rule/sparse(inversePenalty:)``) came to its end; true for others.
  public let isConverged: Bool

  /// - Parameters:
  ///   - rule: All are chosen without.
  ///   - training: Items to look at.
  ///   - classCount: Labels lie in `0..<classCount`; others trap.
  /// - Throws: ``TrainingError/noItems`` if no item has a positive weight,
  ///   ``TrainingError/notFinite(item:)``, ``TrainingError/invalidSetting(name:allowed:found:)``,
  ///   `CancellationError`.
  public init(
    _ rule: Rule?, of table: FeatureTable, training: [Int], classCount: Int,
    cancellation: Cancellation? = nil
  ) throws {
    try rule?.validate()
    let items = try WeightedItems(table, training, classCount: classCount)
    let matrix = try TrainingMatrix(
      table.features, items: items.items, cancellation: cancellation)
    try self.init(rule, of: matrix, labels: items.labels, cancellation: cancellation)
  }

  init(
    _ rule: Rule?, of matrix: TrainingMatrix, labels: [Int], cancellation: Cancellation?
  ) throws {
    featureCount = matrix.columnCount
    let all = 0..<matrix.columnCount
    switch rule {
    case nil:
      columns = Array(all)
    case .varianceAbove(let threshold):
      columns = all.filter { Self.variance(matrix.column($0)) > threshold }
    case .mostInformative(let count):
      let information = MutualInformation(labels: labels)
      let scores = try all.map { column in
        try cancellation?.check()
        return information.score(of: matrix.column(column))
      }
      columns = all.sorted { (scores[$1], $0) < (scores[$0], $1) }.prefix(count).sorted()
    case .sparse(let inversePenalty):
      let sparse = try SparseColumns(
        of: matrix, labels: labels, inversePenalty: inversePenalty, cancellation: cancellation)
      columns = sparse.columns
      isConverged = sparse.isConverged
      return
    }
    isConverged = true
  }

  private static func variance(_ values: [Double]) -> Double {
    // From one of the values rather than from 0: of equal ones it is then 0, not a rounding error.
    let origin = values.first ?? 0
    let count = Double(values.count)
    let mean = values.reduce(0) { $0 + ($1 - origin) } / count
    return values.reduce(0) { $0 + ($1 - origin - mean) * ($1 - origin - mean) } / count
  }

  /// The chosen columns of every row, in double precision.
  func picked(from block: FeatureBlock) -> [Double] {
    guard columns.count < featureCount else { return block.values.map { Double($0) } }
    return (0..<block.rowCount).flatMap { row in
      columns.map { Double(block.values[row * featureCount + $0]) }
    }
  }
}
