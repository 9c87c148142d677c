/// A rectangle of pixels.
public struct PixelWindow: Hashable, Sendable {
  public var left: Int
  public var top: Int
  public var width: Int
  public var height: Int

  public init(left: Int, top: Int, width: Int, height: Int) {
    self.left = left
    self.top = top
    self.width = width
    self.height = height
  }

  var columns: Range<Int> { left..<left + width }
  var rows: Range<Int> { top..<top + height }
}
