import Glibc
import Kernels

/// `Σᵢ sᵢ (ln Σₖ exp zᵢₖ − zᵢ,ᵧ₍ᵢ₎) + λ/2 ‖W‖²`, `zᵢ = W xᵢ + b`, and its gradient.
///
/// The parameters are `W`, `[classes, columns]` row by row, and then `b`, `[classes]`.
struct MultinomialLoss {
  let matrix: TrainingMatrix
  let labels: [Int]
  /// Of each item in the mean; they sum to 1.
  let shares: [Double]
  let classCount: Int
  let penalty: Double

  private var weightCount: Int { classCount * matrix.columnCount }
  var parameterCount: Int { weightCount + classCount }

  func callAsFunction(_ parameters: [Double]) -> (value: Double, gradient: [Double]) {
    let weights = Array(parameters[..<weightCount])
    var residuals = [Double](repeating: 0, count: matrix.rowCount * classCount)
    LinearAlgebra.multiplyRows(
      matrix.values, weights, rows: matrix.rowCount, columns: classCount,
      depth: matrix.columnCount, into: &residuals)
    var (value, gradientOfIntercepts) = replaceByResiduals(
      &residuals, intercepts: Array(parameters[weightCount...]))
    value += penalty / 2 * LinearAlgebra.dot(weights, weights)
    var gradient = [Double](repeating: 0, count: weightCount)
    LinearAlgebra.multiplyColumns(
      residuals, matrix.values, rows: classCount, columns: matrix.columnCount,
      depth: matrix.rowCount, into: &gradient)
    LinearAlgebra.add(weights, times: penalty, to: &gradient)
    return (value, gradient + gradientOfIntercepts)
  }

  /// Makes `sᵢ (pᵢₖ − [k = yᵢ])` of `W xᵢ`.
  /// - Returns: The mean loss, and the residuals' sum for each class.
  private func replaceByResiduals(
    _ logits: inout [Double], intercepts: [Double]
  ) -> (loss: Double, sums: [Double]) {
    let classCount = classCount
    var loss = 0.0
    var sums = [Double](repeating: 0, count: classCount)
    logits.withUnsafeMutableBufferPointer { logits in
      for (item, label) in labels.enumerated() {
        // Sound: a row of `classCount` logits for each item.
        let row = item * classCount
        var greatest = -Double.infinity
        for index in 0..<classCount {
          logits[row + index] += intercepts[index]
          greatest = max(greatest, logits[row + index])
        }
        let own = logits[row + label]
        var sum = 0.0
        for index in 0..<classCount {
          logits[row + index] = exp(logits[row + index] - greatest)
          sum += logits[row + index]
        }
        let share = shares[item]
        loss += share * (greatest + log(sum) - own)
        for index in 0..<classCount {
          let residual = share * (logits[row + index] / sum - (index == label ? 1 : 0))
          logits[row + index] = residual
          sums[index] += residual
        }
      }
    }
    return (loss, sums)
  }
}
