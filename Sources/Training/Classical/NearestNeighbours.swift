import Glibc
import Tensors
import Workers

/// Asks the most similar training items, nearer ones with more votes.
///
/// `p(c) ∝ Σ wᵢ · exp(sᵢ / τ)` over the `count` nearest training items of class `c`, where `sᵢ` is the
/// cosine similarity, `wᵢ` the item's weight and τ the temperature. Equally near items count in the
/// order of the table. Classes that no neighbour has get 0. Where a selection leaves no feature, nobody
/// is near, and the answer is how frequent the classes are.
/// - Source: Wu, Xiong, Yu and Lin, "Unsupervised feature learning via non-parametric instance
///   discrimination", 2018, arXiv:1805.01978, section 3.4; 20 neighbours as in Caron and others,
///   "Emerging properties in self-supervised vision transformers", 2021, arXiv:2104.14294.
public struct NearestNeighbours: FrozenClassifier {
  public struct Settings: Codable, Equatable, Sendable {
    /// Of fewer training items all vote.
    public var count: Int
    public var temperature: Double
    /// Looked at in the training items alone; `nil` for all features.
    public var selection: FeatureSelection.Rule?

    public init(
      count: Int = 20, temperature: Double = 0.07, selection: FeatureSelection.Rule? = nil
    ) {
      self.count = count
      self.temperature = temperature
      self.selection = selection
    }
  }

  public static var defaultSettings: Settings { Settings() }

  public let settings: Settings
  public let classCount: Int
  /// The features that are looked at; `nil` for all.
  public let selection: FeatureSelection?
  private let search: NeighbourSearch
  private let labels: [Int]
  private let weights: [Float]
  /// `[classes]`
  private let frequencies: [Float]

  public static func fit(
    _ table: FeatureTable, training: [Int], classCount: Int, settings: Settings,
    cancellation: Cancellation?
  ) throws -> NearestNeighbours {
    try TrainingError.require(
      settings.count > 0, "neighbours", "at least 1", "\(settings.count)")
    try TrainingError.require(
      settings.temperature > 0 && settings.temperature.isFinite, "neighbour temperature",
      "a number above 0", "\(settings.temperature)")
    let items = try WeightedItems(table, training, classCount: classCount)
    let selection = try settings.selection.map {
      try FeatureSelection(
        $0, of: table, training: training, classCount: classCount, cancellation: cancellation)
    }
    let total = items.totalWeight
    return NearestNeighbours(
      settings: settings, classCount: classCount, selection: selection,
      search: NeighbourSearch(
        features: table.features, among: items.items, columns: selection?.columns),
      labels: table.labels, weights: table.weights,
      frequencies: items.weightOfClasses.map { Float($0 / total) })
  }

  /// What it keeps: the features of the training items in single precision, labels and weights.
  public var byteCount: Int {
    search.featureByteCount
      + search.candidateCount * (MemoryLayout<Int>.stride + MemoryLayout<Float>.stride)
  }

  /// What an answer takes beside it while it is worked out.
  public var workingByteCount: Int { search.workingByteCount }

  public func probabilities(
    _ features: Tensor, items: [Int], cancellation: Cancellation?
  ) throws -> [Float] {
    let found = try search.nearest(
      to: items, of: features, count: settings.count, cancellation: cancellation)
    return selection?.columns.isEmpty == true
      ? found.flatMap { _ in frequencies } : found.flatMap(votes)
  }

  /// The nearest of some items, nearest first; one that is asked for and may be found finds itself.
  /// - Parameters:
  ///   - items: Rows of `queries`.
  ///   - queries: `[items, ...]`, as many features a row as `features` has; others trap.
  ///   - candidates: Rows of `features`; of equally near ones the earlier row comes first.
  ///   - count: At least 1; of fewer candidates all are found.
  /// - Returns: For each of `items` its neighbours.
  /// - Throws: ``TrainingError/notFinite(item:)``, `CancellationError`.
  public static func nearest(
    to items: [Int], of queries: Tensor, among candidates: [Int], of features: Tensor, count: Int,
    cancellation: Cancellation? = nil
  ) throws -> [[Neighbour]] {
    precondition(count > 0, "at least one neighbour")
    return try NeighbourSearch(features: features, among: candidates).nearest(
      to: items, of: queries, count: count, cancellation: cancellation)
  }

  /// `[classes]`
  private func votes(_ neighbours: [Neighbour]) -> [Float] {
    // Relative to the nearest, so that no temperature is too low: only proportions count.
    let greatest = Double(neighbours.first?.similarity ?? 0)
    var votes = [Double](repeating: 0, count: classCount)
    for neighbour in neighbours {
      let distance = Double(neighbour.similarity) - greatest
      votes[labels[neighbour.item]] +=
        Double(weights[neighbour.item]) * exp(distance / settings.temperature)
    }
    let sum = votes.reduce(0, +)
    return votes.map { Float($0 / sum) }
  }
}
