/// How a picture becomes a network's input. Part of the model: it travels with the weights.
///
/// The picture is resized so that it just covers `width / cropFraction` × `height / cropFraction`, its
/// middle is cropped, and every channel becomes `(value − mean) / standardDeviation`: torchvision's
/// `Resize`, `CenterCrop`, `ToTensor`, `Normalize`, to the bit for square inputs.
public struct Preprocessing: Codable, Hashable, Sendable {
  public enum ChannelOrder: String, Codable, Hashable, Sendable, CaseIterable {
    case rgb
    case bgr
  }

  /// What black and white are before the mean is subtracted.
  public enum PixelRange: String, Codable, Hashable, Sendable, CaseIterable {
    /// 0 and 1.
    case unit
    /// 0 and 255.
    case byte
  }

  /// How much of a picture is decoded.
  public enum Decode: String, Codable, Hashable, Sendable, CaseIterable {
    /// Every pixel.
    case full
    /// Of a JPEG as few as the view allows: reduced by 2, 4 or 8 to no less than twice the size that is sampled.
    case scaled
  }

  /// Of the network's input, in pixels, 1 to ``maximumSide``.
  public var width: Int
  public var height: Int
  /// How much of the resized picture's shorter side the crop keeps, above 0, at most 1.
  public var cropFraction: Double
  public var interpolation: Interpolation
  public var decode: Decode = .full
  public var channelOrder: ChannelOrder
  public var pixelRange: PixelRange
  /// One for each channel, in ``channelOrder``, in the units of ``pixelRange``.
  public var mean: [Float]
  /// One for each channel, in ``channelOrder``, in the units of ``pixelRange``, above 0.
  public var standardDeviation: [Float]

  public static let maximumSide = 8192

  /// The defaults are those of torchvision's ImageNet weights.
  public init(
    width: Int = 224, height: Int = 224, cropFraction: Double = 0.875,
    interpolation: Interpolation = .bilinear, channelOrder: ChannelOrder = .rgb,
    pixelRange: PixelRange = .unit, mean: [Float] = [0.485, 0.456, 0.406],
    standardDeviation: [Float] = [0.229, 0.224, 0.225]
  ) {
    self.width = width
    self.height = height
    self.cropFraction = cropFraction
    self.interpolation = interpolation
    self.channelOrder = channelOrder
    self.pixelRange = pixelRange
    self.mean = mean
    self.standardDeviation = standardDeviation
  }

  /// What older models and cards leave out is as it was then.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      width: container.decode(Int.self, forKey: .width),
      height: container.decode(Int.self, forKey: .height),
      cropFraction: container.decode(Double.self, forKey: .cropFraction),
      interpolation: container.decode(Interpolation.self, forKey: .interpolation),
      channelOrder: container.decode(ChannelOrder.self, forKey: .channelOrder),
      pixelRange: container.decode(PixelRange.self, forKey: .pixelRange),
      mean: container.decode([Float].self, forKey: .mean),
      standardDeviation: container.decode([Float].self, forKey: .standardDeviation))
    decode = try container.decodeIfPresent(Decode.self, forKey: .decode) ?? .full
  }

  /// - Throws: ``ImageError/invalidPreprocessing(problem:)`` with the first field that is wrong and what it may be.
  public func validate() throws(ImageError) {
    for (name, value) in [("width", width), ("height", height)] {
      guard (1...Self.maximumSide).contains(value) else {
        throw .invalidPreprocessing(
          problem: "\(name) is \(value), expected 1 to \(Self.maximumSide) pixels")
      }
    }
    // Below a hundredth the resized picture would be a hundred times the input.
    guard cropFraction >= 0.01, cropFraction <= 1 else {
      throw .invalidPreprocessing(
        problem: "cropFraction is \(cropFraction), expected 0.01 to 1")
    }
    for (name, values) in [("mean", mean), ("standardDeviation", standardDeviation)] {
      guard values.count == 3, values.allSatisfy(\.isFinite) else {
        throw .invalidPreprocessing(
          problem: "\(name) is \(values), expected 3 finite numbers, one for each channel")
      }
    }
    guard standardDeviation.allSatisfy({ $0 > 0 }) else {
      throw .invalidPreprocessing(
        problem: "standardDeviation is \(standardDeviation), expected numbers above 0")
    }
  }
}
