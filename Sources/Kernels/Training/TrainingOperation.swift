import Tensors

/// One step of a training plan on plain single-precision buffers, in exact sizes.
///
/// Matrices are `[rows, columns]`, row by row; a map is `[batch, positions, channels]`. Each case says what
/// it reads and writes, in order.
public enum TrainingOperation: Hashable, Sendable {
  /// Reads `x [rows, inputs]`, `w [outputs, inputs]` and, with a bias, `b [outputs]`; writes
  /// `y = x·wᵀ + b`.
  case linear(rows: Int, inputs: Int, outputs: Int, hasBias: Bool)
  /// Reads `dy`, `w`; writes `dx = dy·w`.
  case linearInputGradient(rows: Int, inputs: Int, outputs: Int)
  /// Reads `x`, `dy`; writes `dw = dyᵀ·x`.
  case linearWeightGradient(rows: Int, inputs: Int, outputs: Int)
  /// Reads `dy [rows, columns]`; writes the sum of its rows, in their order.
  case columnSum(rows: Int, columns: Int)
  /// Reads `x`; writes `f(x)`.
  case activation(ActivationFunction, count: Int)
  /// Reads `y = f(x)`, `dy`; writes `dx`.
  case activationGradient(ActivationFunction, count: Int)
  /// Reads `x`, `mask` (0 or the factor of what is kept); writes `x·mask`. Its own gradient.
  case mask(count: Int)
  /// Reads `a`, `b`; writes `a + b`.
  case sum(count: Int)
  /// Normalizes with the batch's own statistics. Reads `x [rows, channels]`, `γ`, `β`; writes `y`,
  /// the batch's mean and its (biased) variance.
  case batchNorm(rows: Int, channels: Int, epsilon: Double)
  /// Reads the running mean and variance and the batch's; writes the running ones anew:
  /// `(1 − momentum)·running + momentum·batch`, the variance unbiased.
  case runningStatistics(rows: Int, channels: Int, momentum: Double)
  /// Normalizes with running statistics. Reads `x`, `γ`, `β`, running mean, running variance; writes `y`.
  case batchNormInference(rows: Int, channels: Int, epsilon: Double)
  /// Reads `x`, `γ`, mean, variance, `dy`; writes `dx`, `dγ`, `dβ`.
  case batchNormGradient(rows: Int, channels: Int, epsilon: Double)
  /// Reads `x [batch, positions, channels]`; writes the mean over positions, `[batch, channels]`.
  case globalAveragePooling(batch: Int, positions: Int, channels: Int)
  /// Reads `dy [batch, channels]`; writes `dx`, `dy / positions` at each position.
  case globalAveragePoolingGradient(batch: Int, positions: Int, channels: Int)
  /// Reads `x [batch, positions, channels]`; writes `[batch, channels, positions]`.
  case flatten(batch: Int, positions: Int, channels: Int)
  /// The way back of `flatten`.
  case flattenGradient(batch: Int, positions: Int, channels: Int)
  /// Reads `logits`, `targets`, both `[rows, classes]`, targets adding up to 1 in each row; writes
  /// `softmax(logits)` and each row's `−Σ target·log(softmax)`.
  case softmaxCrossEntropy(rows: Int, classes: Int)
  /// Reads the softmax, the targets and each row's weight in the loss; writes
  /// `weight·(softmax − target)`.
  case softmaxCrossEntropyGradient(rows: Int, classes: Int)
}

extension TrainingOperation {
  /// Elements of each buffer that is read, and of each that is written.
  public var elementCounts: (inputs: [Int], outputs: [Int]) {
    switch self {
    case .linear(let rows, let inputs, let outputs, let hasBias):
      ([rows * inputs, outputs * inputs] + (hasBias ? [outputs] : []), [rows * outputs])
    case .linearInputGradient(let rows, let inputs, let outputs):
      ([rows * outputs, outputs * inputs], [rows * inputs])
    case .linearWeightGradient(let rows, let inputs, let outputs):
      ([rows * inputs, rows * outputs], [outputs * inputs])
    case .columnSum(let rows, let columns):
      ([rows * columns], [columns])
    case .activation(_, let count):
      ([count], [count])
    case .activationGradient(_, let count), .mask(let count), .sum(let count):
      ([count, count], [count])
    case .batchNorm(let rows, let channels, _):
      ([rows * channels, channels, channels], [rows * channels, channels, channels])
    case .runningStatistics(_, let channels, _):
      ([channels, channels, channels, channels], [channels, channels])
    case .batchNormInference(let rows, let channels, _):
      ([rows * channels, channels, channels, channels, channels], [rows * channels])
    case .batchNormGradient(let rows, let channels, _):
      (
        [rows * channels, channels, channels, channels, rows * channels],
        [rows * channels, channels, channels]
      )
    case .globalAveragePooling(let batch, let positions, let channels):
      ([batch * positions * channels], [batch * channels])
    case .globalAveragePoolingGradient(let batch, let positions, let channels):
      ([batch * channels], [batch * positions * channels])
    case .flatten(let batch, let positions, let channels),
      .flattenGradient(let batch, let positions, let channels):
      ([batch * positions * channels], [batch * positions * channels])
    case .softmaxCrossEntropy(let rows, let classes):
      ([rows * classes, rows * classes], [rows * classes, rows])
    case .softmaxCrossEntropyGradient(let rows, let classes):
      ([rows * classes, rows * classes, rows], [rows * classes])
    }
  }
}
