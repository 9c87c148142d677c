/// The items in the order of one class's probability, those of equal probability together.
struct ClassRanking {
  /// The items of one probability.
  struct Step {
    let score: Double
    /// How many of them are of the class, and how many are not.
    let positives, negatives: Int
  }

  /// From the greatest probability to the least.
  let steps: [Step]
  let positives, negatives: Int

  /// - Parameter label: In `0..<classCount`; others trap.
  init(of label: Int, in predictions: Predictions) {
    precondition((0..<predictions.classCount).contains(label), "a class that there is")
    let scored = predictions.labels.enumerated().map { item, truth in
      (score: predictions.probability(of: label, item: item), isPositive: truth == label)
    }.sorted { $0.score > $1.score }
    var steps: [Step] = []
    var start = scored.startIndex
    while start < scored.endIndex {
      let score = scored[start].score
      let end = scored[start...].firstIndex { $0.score < score } ?? scored.endIndex
      let positives = scored[start..<end].count(where: \.isPositive)
      steps.append(Step(score: score, positives: positives, negatives: end - start - positives))
      start = end
    }
    self.steps = steps
    positives = steps.reduce(0) { $0 + $1.positives }
    negatives = steps.reduce(0) { $0 + $1.negatives }
  }
}
