/// What a node of a ``Graph`` computes.
///
/// Shapes below leave the batch out: a map is `[height, width, channels]`, a vector `[features]`.
public enum Operation: Hashable, Sendable {
  /// Where the pictures enter, as a map.
  case input(Input)
  case convolution(Convolution)
  case batchNorm(BatchNorm)
  case activation(Activation)
  case pooling(Pooling)
  /// Averages a map down to a fixed size, as `AdaptiveAvgPool2d` does.
  case adaptiveAveragePooling(AdaptiveAveragePooling)
  /// Averages each channel over the whole map: `[height, width, channels]` to `[channels]`.
  /// - Source: Lin et al., "Network in Network", arXiv:1312.4400, section 3.2.
  case globalAveragePooling
  /// Unrolls a map into a vector, channels outermost, as PyTorch's `[channels, height, width]` does.
  case flatten
  case linear(Linear)
  /// Adds two values of one shape.
  case addition
  /// Joins maps of one height and width along the channels.
  case concatenation
  case dropout(Dropout)

  public struct Input: Hashable, Sendable, Codable {
    public var height: Int
    public var width: Int
    public var channels: Int

    public init(height: Int, width: Int, channels: Int = 3) {
      self.height = height
      self.width = width
      self.channels = channels
    }
  }

  /// Cross-correlation of a map with `[outputChannels, inputChannels / groups, height, width]` weights.
  public struct Convolution: Hashable, Sendable, Codable {
    public var outputChannels: Int
    public var kernel: Extent
    public var stride: Extent
    public var padding: Padding
    public var dilation: Extent
    public var groups: Int
    public var hasBias: Bool

    public init(
      outputChannels: Int, kernel: Extent, stride: Extent = 1, padding: Padding = 0,
      dilation: Extent = 1, groups: Int = 1, hasBias: Bool = false
    ) {
      self.outputChannels = outputChannels
      self.kernel = kernel
      self.stride = stride
      self.padding = padding
      self.dilation = dilation
      self.groups = groups
      self.hasBias = hasBias
    }
  }

  /// Normalizes each channel, then scales by γ and shifts by β.
  /// - Source: Ioffe and Szegedy, "Batch normalization", arXiv:1502.03167.
  public struct BatchNorm: Hashable, Sendable, Codable {
    /// Added to the variance.
    public var epsilon: Double
    /// The share of a new batch in the running statistics, as PyTorch counts it.
    public var momentum: Double

    public init(epsilon: Double = 1e-5, momentum: Double = 0.1) {
      self.epsilon = epsilon
      self.momentum = momentum
    }
  }

  public enum Activation: String, Hashable, Sendable, Codable {
    /// `max(x, 0)`
    case relu
    /// `min(max(x, 0), 6)`
    case relu6
  }

  public struct Pooling: Hashable, Sendable, Codable {
    public enum Kind: String, Hashable, Sendable, Codable {
      case maximum
      case average
    }

    public var function: Kind
    public var kernel: Extent
    public var stride: Extent
    public var padding: Padding
    /// Whether a window that hangs over the far edge still counts, if it starts inside the map or
    /// its near padding (PyTorch's `ceil_mode`).
    public var roundsUp: Bool
    /// Whether averages divide by the whole window, padding included.
    public var countsPadding: Bool

    public init(
      _ function: Kind, kernel: Extent, stride: Extent, padding: Padding = 0,
      roundsUp: Bool = false, countsPadding: Bool = true
    ) {
      self.function = function
      self.kernel = kernel
      self.stride = stride
      self.padding = padding
      self.roundsUp = roundsUp
      self.countsPadding = countsPadding
    }
  }

  public struct AdaptiveAveragePooling: Hashable, Sendable, Codable {
    public var height: Int
    public var width: Int

    public init(height: Int, width: Int) {
      self.height = height
      self.width = width
    }
  }

  /// `weight · x + bias` with `[outputFeatures, inputFeatures]` weights.
  public struct Linear: Hashable, Sendable, Codable {
    public var outputFeatures: Int
    public var hasBias: Bool

    public init(outputFeatures: Int, hasBias: Bool = true) {
      self.outputFeatures = outputFeatures
      self.hasBias = hasBias
    }
  }

  /// In training zeroes each element, or the value of each whole image, with probability `rate` and divides the
  /// others by `1 - rate`; in inference passes its input on.
  /// - Source: Srivastava et al., JMLR 15 (2014); of whole images: stochastic depth, Huang et al.,
  ///   arXiv:1603.09382, as PyTorch's `StochasticDepth` with `mode="row"`.
  public struct Dropout: Hashable, Sendable, Codable {
    public var rate: Double
    /// Whether an image is dropped as a whole or not at all: stochastic depth, on a residual block's branch.
    public var dropsImages: Bool

    public init(rate: Double, dropsImages: Bool = false) {
      self.rate = rate
      self.dropsImages = dropsImages
    }

    private enum CodingKeys: String, CodingKey {
      case rate
      case dropsImages
    }

    public init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      rate = try container.decode(Double.self, forKey: .rate)
      dropsImages = try container.decodeIfPresent(Bool.self, forKey: .dropsImages) ?? false
    }

    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(rate, forKey: .rate)
      if dropsImages { try container.encode(dropsImages, forKey: .dropsImages) }
    }
  }
}
