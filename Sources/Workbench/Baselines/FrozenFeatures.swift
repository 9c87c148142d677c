import Training

/// What the backbone gives for pictures as they are, before anything of it trains.
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
  func featuresBeforeTraining() throws -> FrozenFeatures {
    if let table = try frozenFeatures { return FrozenFeatures(table) }
    return try heldFeatures.features {
      reporter.note(
        "features of the backbone as it was before training, for the baselines and the report")
      let table = try BackboneFeatures(
        network: Network(configuration.backbone), machine: configuration.machine, cache: cache,
        reporter: reporter, cancellation: cancellation, seed: configuration.training.seed
      ).table(of: dataset.keeping(usable))
      return FrozenFeatures(table, of: usable)
    }
  }

  /// - Throws: Where baselines were asked for, what fitting and computing features throw; else `CancellationError`
  ///   alone: a run that has trained is not lost for what it is only put beside.
  /// - Returns: `nil` where nobody asked for them and something went wrong, which is told.
  func baselines(_ compared: (Baselines) throws -> [Baseline]) throws -> [Baseline]? {
    do {
      return try compared(
        Baselines(
          features: featuresBeforeTraining(), classCount: dataset.classes.count,
          selection: configuration.resampling.selectedFeatures?.rule, held: heldBaselines,
          workers: workers, reporter: reporter, cancellation: cancellation))
    } catch
      where configuration.resampling.comparesBaselines == nil
      && Failure(error).code != .interrupted
    {
      reporter.warn("the run is put beside no baselines: \(error)")
      return nil
    }
  }
}
