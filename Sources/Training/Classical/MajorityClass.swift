import Tensors
import Workers

/// Knows nothing but how frequent the classes are: `p(c) = Σ weights of class c / Σ weights`.
public struct MajorityClass: FrozenClassifier {
  /// There is nothing to set.
  public struct Settings: Codable, Equatable, Sendable {
    public init() {}
  }

  public static var defaultSettings: Settings { Settings() }

  /// `[classes]`
  public let frequencies: [Double]

  public static func fit(
    _ table: FeatureTable, training: [Int], classCount: Int, settings: Settings,
    cancellation: Cancellation?
  ) throws -> MajorityClass {
    try cancellation?.check()
    let items = try WeightedItems(table, training, classCount: classCount)
    let total = items.totalWeight
    return MajorityClass(frequencies: items.weightOfClasses.map { $0 / total })
  }

  public func probabilities(
    _ features: Tensor, items: [Int], cancellation: Cancellation?
  ) throws -> [Float] {
    try cancellation?.check()
    let row = frequencies.map { Float($0) }
    return items.flatMap { _ in row }
  }
}
