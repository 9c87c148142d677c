import Tensors

/// One step of a training plan, in exact sizes. Each case says what it reads and writes, in order.
///
/// Maps are `[batch, height, width, channels]`, vectors `[batch, features]`; a `shape` is either. Where a
/// case speaks of positions, they are a map's pixels, one for a vector. Lists have one number a channel.
/// `images` is a list of one number: how many of the batch's images count; the rest is padding.
public enum TrainingOperation: Hashable, Sendable {
  // MARK: Linear layers

  /// Reads `x [rows, inputs]`, `w [outputs, inputs]` and, with a bias, `b [outputs]`; writes
  /// `y = x·wᵀ + b`.
  case linear(rows: Int, inputs: Int, outputs: Int, hasBias: Bool)
  /// Reads `dy`, `w`; writes `dx = dy·w`.
  case linearInputGradient(rows: Int, inputs: Int, outputs: Int)
  /// Reads `x`, `dy`; writes `dw = dyᵀ·x`.
  case linearWeightGradient(rows: Int, inputs: Int, outputs: Int)
  /// Reads `dy [rows, columns]`; writes the sum of its rows, in their order.
  case columnSum(rows: Int, columns: Int)

  // MARK: Convolutions

  /// Reads `x`, `w [out, in / groups, height, width]` and, with a bias, `b [out]`; writes
  /// `y = f(w ∗ x + b)`.
  case convolution(ConvolutionGeometry, hasBias: Bool, activation: ActivationFunction?)
  /// Reads `dy` (before the activation), `w`; writes `dx`.
  case convolutionInputGradient(ConvolutionGeometry)
  /// Reads `x`, `dy`; writes `dw` and, with a bias, `db`.
  case convolutionWeightGradient(ConvolutionGeometry, hasBias: Bool)

  // MARK: Pooling and reshaping

  /// Reads `x`; writes `y` and, for maxima, which element of its window each came from.
  case pooling(PoolingDescription, batch: Int, channels: Int)
  /// Reads `dy` and, for maxima, what `pooling` wrote; writes `dx`.
  case poolingGradient(PoolingDescription, batch: Int, channels: Int)
  /// Reads `x`; writes its averages over `height × width` windows, as PyTorch divides them.
  case adaptiveAveragePooling(Shape, height: Int, width: Int)
  /// Reads `dy`; writes `dx`.
  case adaptiveAveragePoolingGradient(Shape, height: Int, width: Int)
  /// Reads maps that differ in their channels only; writes them side by side.
  case concatenation(batch: Int, height: Int, width: Int, channels: [Int])
  /// Reads `dy` of a concatenation; writes the share of input `index`.
  case concatenationGradient(batch: Int, height: Int, width: Int, channels: [Int], index: Int)
  /// Reads a map; writes `[batch, channels]`, the mean over positions.
  case globalAveragePooling(Shape)
  /// Reads `dy [batch, channels]`; writes `dx`, each a share of it.
  case globalAveragePoolingGradient(Shape)
  /// Reads a map; writes `[batch, channels · positions]`, channels outermost.
  case flatten(Shape)
  /// The way back of `flatten`.
  case flattenGradient(Shape)

  // MARK: Element by element

  /// Reads `x`; writes `f(x)`, in place where that may be.
  case activation(ActivationFunction, Shape)
  /// Reads `a`, `b`; writes `f(a + b)`, in place of `a` where that may be.
  case addition(ActivationFunction?, Shape)
  /// Reads, with an activation, `y = f(x)`, then so many terms; writes `f′(y) · Σ terms`: the gradient by what
  /// went into the activation, from every reader's share.
  case gatedSum(ActivationFunction?, terms: Int, Shape)
  /// Reads `x`, `mask` (0 or the factor of what is kept) of the same shape; writes `x·mask`. Its own gradient.
  case mask(Shape)
  /// Reads `x`, one factor an image; writes `x · factor`. Its own gradient.
  case imageScale(Shape)

  // MARK: Batch norm

  /// Reads `x`, a centre `c [channels]`, `images`; writes `Σ(x − c)` and `Σ(x − c)²` over images and
  /// positions.
  case moments(Shape)
  /// From the moments of a whole batch. Reads `Σ(x − c)`, `Σ(x − c)²`, `c`, `γ`, `β`, `images`; writes mean,
  /// biased variance, and `scale`, `shift` with which `scale·x + shift` is the normalized `x`.
  case batchStatistics(channels: Int, positions: Int, epsilon: Double)
  /// Reads `γ`, `β`, mean, variance; writes `scale` and `shift`.
  case normFactors(channels: Int, epsilon: Double)
  /// Reads the running mean and variance, the batch's, `images`; writes the running ones anew, in place:
  /// `(1 − momentum)·running + momentum·batch`, the variance unbiased.
  case runningStatistics(channels: Int, positions: Int, momentum: Double)
  /// Reads `x`, `scale`, `shift` and, with a residual, `r` like `x`; writes `f(scale·x + shift + r)`.
  case scaleShift(ActivationFunction?, addsResidual: Bool, Shape)
  /// Reads `dy`, `x`, mean, `images`; writes `Σ dy` and `Σ dy·(x − mean)`.
  case gradientMoments(Shape)
  /// From the gradient's moments of a whole batch, normalized by its own statistics. Reads `Σ dy`,
  /// `Σ dy·(x − mean)`, mean, variance, `γ`, `images`; writes `dγ`, `dβ` and the lists `a`, `q`, `t` with which
  /// `dx = a·dy + q·(x − mean) + t`.
  case batchNormGradient(channels: Int, positions: Int, epsilon: Double)
  /// Reads `dy`, `x`, mean, `a`, `q`, `t`, `images`; writes `dx`, zero for padding.
  case batchNormInputGradient(Shape)
  /// With statistics that are constants. Reads `Σ dy`, `Σ dy·(x − mean)`, variance; writes `dγ`, `dβ`.
  case normParameterGradient(channels: Int, epsilon: Double)
  /// Reads `dy`, `scale`; writes `scale·dy`.
  case channelScale(Shape)
  /// Multiplies a norm with constant statistics into the layer before it. Reads `w`, with a bias `b`, `γ`, `β`,
  /// mean, variance; writes `w′ = s·w` and `b′ = β + s·(b − mean)` with `s = γ/√(variance + ε)`.
  case foldNorm(weight: Shape, groups: Int, hasBias: Bool, epsilon: Double)
  /// Reads `dw′`, `db′`, `w`, with a bias `b`, `γ`, mean, variance; writes `dw`, with a bias `db`, `dγ`, `dβ`.
  ///
  /// Since the layer is linear in `w`, `Σ dy·x` over a channel is the scalar product of its weights with `dw′`:
  /// `dγ = (⟨w, dw′⟩ + (b − mean)·db′) / √(variance + ε)`.
  case foldNormGradient(weight: Shape, groups: Int, hasBias: Bool, epsilon: Double)

  // MARK: Loss

  /// Reads `logits`, `targets`, both `[rows, classes]`, targets adding up to 1 in each row; writes
  /// `softmax(logits)` and each row's `−Σ target·log(softmax)`.
  case softmaxCrossEntropy(rows: Int, classes: Int)
  /// Reads the softmax, the targets and each row's weight in the loss; writes
  /// `weight·(softmax − target)`.
  case softmaxCrossEntropyGradient(rows: Int, classes: Int)
}
