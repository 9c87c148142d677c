import Images

/// An SVG as pixels: librsvg reads it, Cairo draws it. Nothing that it refers to is opened.
public struct VectorPicture: Sendable {
  /// Of the picture at scale 1, in pixels.
  public let width: Int
  public let height: Int
  public let svg: String

  /// What a figure needs at most; it bounds the memory at a scale of 2 to 256 MiB.
  private static let mostPixels = 16 << 20

  /// - Parameters:
  ///   - svg: Its text.
  ///   - width: That it says of itself, in pixels.
  ///   - height: Likewise.
  public init(svg: String, width: Int, height: Int) {
    self.svg = svg
    self.width = width
    self.height = height
  }

  /// - Parameter scale: Pixels of the image for each of the picture's.
  /// - Returns: `[scale · height, scale · width, 3]`, on white.
  /// - Throws: ``ChartError``, or `ImageError` where memory is short.
  public func image(scale: Int) throws -> Image {
    let (columns, rows) = (width * scale, height * scale)
    guard width > 0, height > 0, scale > 0, width < 1 << 15, height < 1 << 15,
      columns * rows <= Self.mostPixels
    else {
      throw ChartError.rendering(problem: "\(width) × \(height) at scale \(scale) is too large")
    }
    return try Image(
      width: columns, height: rows, pixels: VectorLibraries().pixels(of: svg, columns, rows))
  }
}
