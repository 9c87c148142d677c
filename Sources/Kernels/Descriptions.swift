import Tensors

/// Functions that kernels apply to their result before they store it.
public enum ActivationFunction: Sendable, Hashable {
  /// `max(x, 0)`
  case relu
  /// `min(max(x, 0), 6)`
  case relu6
}

/// A convolution over maps of an exact size, with what is fused into it:
/// `activation(weight ∗ x + bias + residual)`.
public struct ConvolutionDescription: Sendable {
  /// How the sum is computed. Both give the same numbers up to rounding.
  public enum Algorithm: String, Sendable, Codable {
    case direct
    /// Fewer multiplications: for 3×3 kernels of stride 1 in tiles of F(4×3), and for some kernels of stride 2,
    /// whose even and odd taps are apart. Root mean squares of errors and values are about 1e-6 apart.
    /// - Source: Lavin and Gray, arXiv:1509.09308; at strides Huang et al., AAAI 2020.
    case winograd
  }

  public struct Axis: Sendable, Hashable {
    public var input: Int
    public var output: Int
    public var kernel: Int
    public var stride: Int
    public var dilation: Int
    public var paddingBefore: Int
    public var paddingAfter: Int

    public init(
      input: Int, output: Int, kernel: Int, stride: Int = 1, dilation: Int = 1,
      paddingBefore: Int = 0, paddingAfter: Int = 0
    ) {
      self.input = input
      self.output = output
      self.kernel = kernel
      self.stride = stride
      self.dilation = dilation
      self.paddingBefore = paddingBefore
      self.paddingAfter = paddingAfter
    }
  }

  public var batch: Int
  public var inputChannels: Int
  public var outputChannels: Int
  public var groups: Int
  public var vertical: Axis
  public var horizontal: Axis
  /// `[outputChannels, inputChannels / groups, height, width]`, `float32`.
  public var weight: Tensor
  /// `[outputChannels]`, `float32`.
  public var bias: Tensor?
  /// Whether a second input of the output's shape is added before the activation, in place.
  public var addsResidual: Bool
  public var activation: ActivationFunction?
  public var algorithm: Algorithm

  public init(
    batch: Int, inputChannels: Int, outputChannels: Int, groups: Int = 1, vertical: Axis,
    horizontal: Axis, weight: Tensor, bias: Tensor? = nil, addsResidual: Bool = false,
    activation: ActivationFunction? = nil, algorithm: Algorithm = .direct
  ) {
    self.batch = batch
    self.inputChannels = inputChannels
    self.outputChannels = outputChannels
    self.groups = groups
    self.vertical = vertical
    self.horizontal = horizontal
    self.weight = weight
    self.bias = bias
    self.addsResidual = addsResidual
    self.activation = activation
    self.algorithm = algorithm
  }

  public init(
    _ geometry: ConvolutionGeometry, weight: Tensor, bias: Tensor? = nil,
    addsResidual: Bool = false, activation: ActivationFunction? = nil
  ) {
    self.init(
      batch: geometry.batch, inputChannels: geometry.inputChannels,
      outputChannels: geometry.outputChannels, groups: geometry.groups,
      vertical: geometry.vertical, horizontal: geometry.horizontal, weight: weight, bias: bias,
      addsResidual: addsResidual, activation: activation)
  }

  var outputShape: Shape { [batch, vertical.output, horizontal.output, outputChannels] }
}

/// Maximum or average over windows of a map.
public struct PoolingDescription: Sendable, Hashable {
  public enum Function: Sendable, Hashable {
    case maximum
    case averageCountingPadding
    case averageWithoutPadding
  }

  public var function: Function
  public var vertical: ConvolutionDescription.Axis
  public var horizontal: ConvolutionDescription.Axis

  public init(
    function: Function, vertical: ConvolutionDescription.Axis,
    horizontal: ConvolutionDescription.Axis
  ) {
    self.function = function
    self.vertical = vertical
    self.horizontal = horizontal
  }
}

/// `activation(x · weightᵀ + bias)`.
public struct LinearDescription: Sendable {
  /// `[outputFeatures, inputFeatures]`, `float32`.
  public var weight: Tensor
  /// `[outputFeatures]`, `float32`.
  public var bias: Tensor?
  public var activation: ActivationFunction?

  public init(weight: Tensor, bias: Tensor? = nil, activation: ActivationFunction? = nil) {
    self.weight = weight
    self.bias = bias
    self.activation = activation
  }
}
