import Tensors

/// What a convolution over maps of an exact size needs to know of shapes.
public struct ConvolutionGeometry: Sendable, Hashable {
  public var batch: Int
  public var inputChannels: Int
  public var outputChannels: Int
  public var groups: Int
  public var vertical: ConvolutionDescription.Axis
  public var horizontal: ConvolutionDescription.Axis

  public init(
    batch: Int, inputChannels: Int, outputChannels: Int, groups: Int = 1,
    vertical: ConvolutionDescription.Axis, horizontal: ConvolutionDescription.Axis
  ) {
    self.batch = batch
    self.inputChannels = inputChannels
    self.outputChannels = outputChannels
    self.groups = groups
    self.vertical = vertical
    self.horizontal = horizontal
  }

  /// `[batch, height, width, channels]`
  public var inputShape: Shape { [batch, vertical.input, horizontal.input, inputChannels] }

  /// `[batch, height, width, channels]`
  public var outputShape: Shape { [batch, vertical.output, horizontal.output, outputChannels] }

  /// `[outputChannels, inputChannels / groups, height, width]`
  public var weightShape: Shape {
    [outputChannels, inputChannels / groups, vertical.kernel, horizontal.kernel]
  }

  /// Whether each channel is filtered by itself.
  public var isDepthwise: Bool { groups > 1 && groups == inputChannels && groups == outputChannels }
}
