import Evaluation

/// Two fitted models on the same pictures.
struct PairedAccuracy {
  /// The first one's accuracy minus the second's.
  let difference: Double
  /// Of the difference, 95 %, by drawing pictures with replacement.
  let interval: Interval?
  /// McNemar's, mid-p.
  let pValue: Double

  /// - Parameter first, second: Whether each picture was recognized, at least one, in the same order.
  init(first: [Bool], second: [Bool]) {
    let both = Array(zip(first, second))
    let test = McNemarTest(first: first, second: second)
    difference = Double(test.onlyFirst - test.onlySecond) / Double(both.count)
    interval =
      Bootstrap(itemCount: both.count).distribution(leavesOut: false) { items in
        let difference = items.reduce(0) { $0 + (both[$1].0 ? 1 : 0) - (both[$1].1 ? 1 : 0) }
        return Double(difference) / Double(items.count)
      }?.percentileInterval().interval
    pValue = test.midPValue
  }
}
