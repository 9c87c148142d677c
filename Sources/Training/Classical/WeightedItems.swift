/// What a classifier learns from: the items that have a weight, with their labels.
struct WeightedItems {
  let items: [Int]
  let labels: [Int]
  let weights: [Double]
  let classCount: Int

  /// - Throws: ``TrainingError/noItems`` if no item has a positive weight.
  init(_ table: FeatureTable, _ training: [Int], classCount: Int) throws(TrainingError) {
    items = training.filter { table.weights[$0] > 0 }.sorted()
    guard !items.isEmpty else { throw .noItems }
    labels = items.map { table.labels[$0] }
    weights = items.map { Double(table.weights[$0]) }
    self.classCount = classCount
    precondition(labels.allSatisfy((0..<classCount).contains), "labels of \(classCount) classes")
  }

  var totalWeight: Double { weights.reduce(0, +) }

  /// `[classes]`
  var weightOfClasses: [Double] {
    var sums = [Double](repeating: 0, count: classCount)
    for (label, weight) in zip(labels, weights) { sums[label] += weight }
    return sums
  }

  /// Classes that an item has, ascending.
  var presentClasses: [Int] { Set(labels).sorted() }
}
