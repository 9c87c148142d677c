import Tensors

/// The items of two classes as one recipe measures them.
struct MeasuredClasses {
  private let dimensions: Int
  /// `[class][item × dimensions]`
  private let values: [[Double]]
  /// `[class][dimensions]`, over all items.
  private let sums: [[Double]]

  init(simulation: NearestMeanSimulation, random: inout RandomStream) {
    let dimensions = simulation.dimensions
    var values: [[Double]] = []
    for sign in [-1.0, 1.0] {
      let centre = sign * simulation.separation / 2
      values.append(
        (0..<simulation.itemsPerClass * dimensions).map { index in
          Double(random.nextNormal()) + (index % dimensions == 0 ? centre : 0)
        })
    }
    self.dimensions = dimensions
    self.values = values
    sums = values.map { values in
      (0..<dimensions).map { axis in
        stride(from: axis, to: values.count, by: dimensions).reduce(0) { $0 + values[$1] }
      }
    }
  }

  /// Fits the means to the items that are not left out, and judges them on those that are.
  /// - Parameter test: `[class]`, the items left out, as many of each class.
  func accuracyOfNearestMean(leavingOut test: [ArraySlice<Int>]) -> Double {
    let means = (0..<2).map { label in
      let count = Double(values[label].count / dimensions - test[label].count)
      return (0..<dimensions).map { axis in
        let left = test[label].reduce(0) { $0 + values[label][$1 * dimensions + axis] }
        return (sums[label][axis] - left) / count
      }
    }
    var right = 0
    for label in 0..<2 {
      for item in test[label] {
        var side = 0.0
        for axis in 0..<dimensions {
          let middle = (means[0][axis] + means[1][axis]) / 2
          let value = values[label][item * dimensions + axis]
          side += (means[1][axis] - means[0][axis]) * (value - middle)
        }
        right += (side > 0) == (label == 1) ? 1 : 0
      }
    }
    return Double(right) / Double(test[0].count + test[1].count)
  }
}
