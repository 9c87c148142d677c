import Graphs
import Synchronization

/// What the rows of a batch gave, whichever worker ran them: kept by row, added up in their order.
final class StepResults: Sendable {
  private struct Values {
    var losses: [Float]
    var probabilities: [Float]
  }

  private let classes: Int
  private let values: Mutex<Values>

  init(rows: Int, classes: Int) {
    self.classes = classes
    values = Mutex(
      Values(
        losses: [Float](repeating: 0, count: rows),
        probabilities: [Float](repeating: 0, count: rows * classes)))
  }

  func read(_ microBatch: MicroBatchExecutor, _ rows: Range<Int>) {
    let (losses, softmax) = (microBatch.losses, microBatch.softmax)
    values.withLock { values in
      for row in rows { values.losses[row] = losses[row - rows.lowerBound] }
      let first = rows.lowerBound * classes
      for index in 0..<rows.count * classes { values.probabilities[first + index] = softmax[index] }
    }
  }

  /// `[rows, classes]`
  var probabilities: [Float] { values.withLock { $0.probabilities } }

  /// `Σ weight · loss`; a row without weight adds nothing, whatever its loss.
  func weightedLoss(_ weights: [Float]) -> Double {
    values.withLock { values in
      zip(values.losses, weights).reduce(0) {
        $1.1 == 0 ? $0 : $0 + Double($1.0 * $1.1)
      }
    }
  }

  /// The class of the largest probability of each row; of equal ones the first.
  var predictions: [Int] {
    values.withLock { values in
      values.losses.indices.map { row in
        var best = 0
        for index in 1..<max(classes, 1)
        where values.probabilities[row * classes + index]
          > values.probabilities[row * classes + best]
        {
          best = index
        }
        return best
      }
    }
  }
}
