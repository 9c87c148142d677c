/// How large an image may be before it is taken for an attack. Checked from the header, before
/// memory for pixels is taken.
public struct DecodingLimits: Hashable, Sendable {
  /// Width times height. The default, 178,956,970 (537 MB of pixels), is where Pillow raises
  /// `DecompressionBombError`. While it is decoded, a transparent PNG or WebP takes 4 more bytes a
  /// pixel, a lossless WebP 8, a progressive JPEG up to 6.
  public var maximumPixelCount: Int
  /// Of width and of height. The default, 65,535, is the most that a JPEG can say.
  public var maximumSide: Int
  /// Of the file. The default is 512 MiB.
  public var maximumFileByteCount: Int

  public init(
    maximumPixelCount: Int = 178_956_970, maximumSide: Int = 65_535,
    maximumFileByteCount: Int = 512 << 20
  ) {
    self.maximumPixelCount = maximumPixelCount
    self.maximumSide = maximumSide
    self.maximumFileByteCount = maximumFileByteCount
  }

  func allow(width: Int, height: Int) -> Bool {
    width <= maximumSide && height <= maximumSide
      && width.multipliedReportingOverflow(by: height).overflow == false
      && width * height <= maximumPixelCount
  }
}
