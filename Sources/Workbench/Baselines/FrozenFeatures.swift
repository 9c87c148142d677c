import Training

/// What the pretrained backbone gives for pictures as they are, before anything of it trains.
struct FrozenFeatures: Sendable {
  let table: FeatureTable
  /// The row of each item; `nil` where they are numbered alike.
  private let places: [Int: Int]?

  /// - Parameter items: Positions in the data to which the rows belong; `nil` for all.
  init(_ table: FeatureTable, of items: [Int]? = nil) {
    self.table = table
    places = items.map { Dictionary(uniqueKeysWithValues: $0.enumerated().map { ($1, $0) }) }
  }

  /// - Parameter items: Positions in the data; those that could not be read trap.
  func rows(of items: [Int]) -> [Int] {
    guard let places else { return items }
    return items.map { item in
      guard let place = places[item] else {
        preconditionFailure("item \(item) could not be read and has no features")
      }
      return place
    }
  }
}

extension Session {
  /// Those of the backbone as it was before training, computed if the training has no use for them.
  /// - Throws: What computing features throws.
  func pretrainedFeatures() throws -> FrozenFeatures {
    if let table = try frozenFeatures { return FrozenFeatures(table) }
    reporter.note("features of the pretrained backbone, for the baselines")
    let table = try BackboneFeatures(
      network: Network(configuration.backbone), machine: configuration.machine, cache: cache,
      reporter: reporter, cancellation: cancellation
    ).table(of: dataset.keeping(usable))
    return FrozenFeatures(table, of: usable)
  }

  /// - Throws: What fitting and computing features throw.
  func baselines() throws -> Baselines {
    Baselines(
      features: try pretrainedFeatures(), classCount: dataset.classes.count,
      selection: configuration.resampling.selectedFeatures?.rule, held: heldBaselines,
      workers: workers,
      reporter: reporter, cancellation: cancellation)
  }
}
