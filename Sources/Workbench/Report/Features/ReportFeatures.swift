import Datasets

/// By what a report says which pictures are alike.
struct ReportFeatures: Sendable {
  enum Origin: Sendable {
    /// That the head was trained on; nothing else trained.
    case frozen
    /// Of the backbone before training: those of the model differ.
    case beforeTraining

    /// As they stand in a sentence.
    var words: String {
      switch self {
      case .frozen: "frozen features"
      case .beforeTraining: "features of the backbone as it was before training"
      }
    }
  }

  let features: FrozenFeatures
  let origin: Origin
  /// To which the positions in ``features`` and ``splits`` belong, no two with the same path.
  let items: [Item]
  /// Each judged picture in one of them.
  let splits: [JudgedSplit]
}

extension Session {
  /// Those that are there anyway; `nil` where something of the backbone trained and nobody needed those before.
  /// - Throws: What computing features throws.
  func reportFeatures(_ splits: [JudgedSplit]) throws -> ReportFeatures? {
    if let table = try frozenFeatures {
      return ReportFeatures(
        features: FrozenFeatures(table), origin: .frozen, items: dataset.items, splits: splits)
    }
    return heldFeatures.features.map {
      ReportFeatures(
        features: $0, origin: .beforeTraining, items: dataset.items, splits: splits)
    }
  }
}
