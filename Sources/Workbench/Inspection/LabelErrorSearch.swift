import Datasets
import Evaluation
import Tensors
import Training
import Workers

/// Looks for wrong labels: every picture is judged by a head that was trained without it and without its copies.
struct LabelErrorSearch {
  enum Outcome {
    case found(LabelErrors)
    case missing(reason: String)
  }

  let backbone: BackboneFeatures
  let workers: Workers
  let reporter: any Reporter
  var cancellation: Cancellation?

  static let foldCount = 5

  /// - Parameters:
  ///   - dataset: Pictures that can be read.
  ///   - table: Their features.
  ///   - linked: Those that a split must not part, besides the data's own groups.
  func run(on dataset: Dataset, _ table: FeatureTable, linked: [[Int]]) throws -> Outcome {
    let groups = ItemGroups(of: dataset.items, linked: linked)
    let judged = Self.judgedClasses(of: dataset, groups)
    guard judged.count >= 2 else {
      return .missing(
        reason: "fewer than two classes have \(Self.foldCount) pictures that are no copies")
    }
    let places = Dictionary(uniqueKeysWithValues: judged.enumerated().map { ($1, $0) })
    let positions = dataset.items.indices.filter { places[dataset.items[$0].label] != nil }
    let assignment: FoldAssignment
    do {
      assignment = try StratifiedFolds(foldCount: Self.foldCount)
        .assignment(of: dataset, among: positions, groups: groups, use: .folds(repeat: 0))
    } catch {
      return .missing(reason: "\(error)")
    }
    // Classes that are not judged are not among the head's; their rows are never asked for.
    let own = FeatureTable(
      features: table.features, labels: table.labels.map { places[$0] ?? 0 },
      weights: table.weights, identifiers: table.identifiers)
    let names = judged.map { dataset.classes[$0] }
    let rows = try probabilities(own, assignment, classes: names)
    let predictions = try Predictions(
      probabilities: positions.flatMap { rows[$0] ?? [] }, labels: positions.map { own.labels[$0] },
      classCount: judged.count)
    let learning = ConfidentLearning(predictions)
    return .found(
      LabelErrors(
        findings: learning.suspects.map { suspect in
          let label = predictions.labels[suspect.item]
          return LabelErrors.Finding(
            path: dataset.items[positions[suspect.item]].relativePath, label: names[label],
            suggestion: names[suspect.suggestion],
            probability: predictions.probability(of: label, item: suspect.item),
            suggestionProbability: predictions.probability(
              of: suspect.suggestion, item: suspect.item), margin: suspect.margin)
        }, noise: learning.noise, accuracy: predictions.confusion.accuracy ?? 0,
        folds: Self.foldCount, judged: positions.count,
        unjudgedClasses: dataset.classes.indices.filter { places[$0] == nil }
          .map { dataset.classes[$0] }))
  }

  /// Labels with a group for every fold.
  private static func judgedClasses(of dataset: Dataset, _ groups: ItemGroups) -> [Int] {
    var found = [Set<Int>](repeating: [], count: dataset.classes.count)
    for (item, group) in zip(dataset.items, groups.indexes) { found[item.label].insert(group) }
    return found.indices.filter { found[$0].count >= foldCount }
  }

  /// Of each picture by the head of the fold that did not train on it.
  private func probabilities(
    _ table: FeatureTable, _ assignment: FoldAssignment, classes: [String]
  ) throws -> [Int: [Float]] {
    let head = try backbone.untrained(classes: classes)
    let counter = ProgressCounter(
      total: assignment.foldCount, task: "folds", unit: "folds", reporter: reporter)
    let folds = try workers.map(assignment.foldCount, cancellation: cancellation) { _, fold in
      let fit = try head.trainer.fit(
        table, training: assignment.training(fold), initial: head.initial,
        cancellation: cancellation)
      defer { counter.advance(by: 1) }
      return try head.trainer.probabilities(
        table, items: assignment.test(fold),
        parameters: head.initial.merging(fit.parameters) { $1 })
    }
    var rows: [Int: [Float]] = [:]
    for (fold, values) in folds.enumerated() {
      for (place, position) in assignment.test(fold).enumerated() {
        rows[position] = Array(values[place * classes.count..<(place + 1) * classes.count])
      }
    }
    return rows
  }
}
