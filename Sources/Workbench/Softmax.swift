import Glibc
import Tensors

/// Turns a classifier's outputs into probabilities: `exp(x) / Σ exp(x)`, shifted by each row's largest
/// so that nothing overflows.
enum Softmax {
  /// - Parameter logits: `[items, classes]`, `float32`.
  /// - Returns: `[items, classes]`, row by row. A row with NaN or +∞ in it becomes NaN.
  static func probabilities(of logits: Tensor) -> [Float] {
    let classes = logits.shape[1]
    return logits.withFloats { logits in
      var result = [Float](repeating: 0, count: logits.count)
      for start in stride(from: 0, to: logits.count, by: max(classes, 1)) {
        let row = start..<start + classes
        let largest = logits[row].max() ?? 0
        var total: Float = 0
        for index in row {
          result[index] = expf(logits[index] - largest)
          total += result[index]
        }
        for index in row { result[index] /= total }
      }
      return result
    }
  }
}
