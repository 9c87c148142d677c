import Datasets

/// Fits every fold on growing stratified parts of its training part, each inside the next, and judges its own test part.
struct LearningCurveRun {
  /// Of the training part; all of it are the folds themselves.
  static let shares = [0.1, 0.2, 0.35, 0.5, 0.7]

  let recipe: Recipe
  /// Where a run through the backbone keeps what it has.
  let progress: FoldProgress?

  /// - Parameters:
  ///   - outcomes: Of the folds with all of their training parts, one or more.
  ///   - groups: Of the data set's items, kept whole.
  /// - Throws: What fitting throws, `CancellationError`.
  func curve(to outcomes: [FoldOutcome], groups: ItemGroups) throws -> LearningCurve {
    let (sizes, skipped) = try tasks(outcomes.map(\.task), groups: groups)
    let judged = try FoldRunner(
      recipe: recipe, search: nil, progress: progress, task: "learning curve"
    ).run(sizes.flatMap(\.tasks), groups: groups)
    let measured = sizes.enumerated().map { place, size in
      LearningCurve.Size(
        size.share, Array(judged[place * outcomes.count..<(place + 1) * outcomes.count]))
    }
    return LearningCurve(
      measured + [LearningCurve.Size(1, outcomes)], skippedShares: skipped)
  }

  /// What is fitted for each share; those shares are skipped that lack a class somewhere, or add nothing to the last.
  private func tasks(
    _ whole: [FoldTask], groups: ItemGroups
  ) throws -> (sizes: [(share: Double, tasks: [FoldTask])], skipped: [Double]) {
    let dataset = recipe.session.dataset
    let division = try NestedShares(fractions: Self.shares, seed: recipe.settings.seed)
    let parts = whole.map { task in
      division.shares(
        of: dataset, among: task.training, groups: groups,
        use: .learningCurve(repeat: task.number, fold: task.fold))
    }
    func labels(_ items: [Int]) -> Set<Int> { Set(items.map { dataset.items[$0].label }) }
    var sizes: [(share: Double, tasks: [FoldTask])] = []
    var skipped: [Double] = []
    var last = 0
    let all = whole.reduce(0) { $0 + $1.training.count }
    for (place, share) in Self.shares.enumerated() {
      let count = parts.reduce(0) { $0 + $1[place].count }
      let isWhole = zip(whole, parts).allSatisfy { labels($0.training) == labels($1[place]) }
      guard isWhole, count > last, count < all else {
        skipped.append(share)
        continue
      }
      last = count
      sizes.append(
        (
          share,
          zip(whole, parts).map { task, parts in
            FoldTask(
              number: task.number, fold: task.fold, training: parts[place],
              choosing: task.choosing, test: task.test,
              sharePercent: Int((share * 100).rounded()))
          }
        ))
    }
    return (sizes, skipped)
  }
}
