import Datasets
import Evaluation

/// What near copies on both sides of a split would have claimed: the first repeat as it was, and with the copies parted.
public struct CopiesEffect: Codable, Sendable {
  /// Pictures that are copies of others, or look like them.
  public let pictures: Int
  /// In so many groups.
  public let groups: Int
  /// Mean over the folds of the first repeat, each group on one side.
  public let accuracyTogether: Double
  /// The same with folds that part them.
  public let accuracyParted: Double
  /// The second minus the first: by how much the copies would have flattered.
  public let difference: Double

  init(copies: [[Int]], together: [FoldOutcome], parted: [FoldOutcome]) {
    pictures = copies.reduce(0) { $0 + $1.count }
    groups = copies.count
    func mean(_ outcomes: [FoldOutcome]) -> Double {
      outcomes.reduce(0) { $0 + $1.report.accuracy } / Double(max(outcomes.count, 1))
    }
    accuracyTogether = mean(together)
    accuracyParted = mean(parted)
    difference = accuracyParted - accuracyTogether
  }
}

extension CopiesEffect {
  /// What ignoring the copies would have claimed, in words.
  public var sentence: String {
    "\(Figure.grouped(pictures)) pictures are copies of others or look like them; folds that part them would have "
      + "claimed \(Figure.percent(accuracyParted)) instead of \(Figure.percent(accuracyTogether)) in the first repeat "
      + "(\(Figure.points(difference)) points)"
  }
}
