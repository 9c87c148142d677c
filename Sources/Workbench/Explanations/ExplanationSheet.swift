import Evaluation
import Images

/// A picture as the network sees it, beside it what it makes of its parts, and what the colours mean.
struct ExplanationSheet {
  /// How a method's numbers are shown.
  struct Legend {
    let caption: String
    let colors: ColorMap
    /// At the left end of the colours, and at the right.
    let ends: (String, String)
    /// Whether the middle of the colours is zero.
    let isSigned: Bool
  }

  let title: String
  let subtitle: String
  let legend: Legend
  /// What the network sees.
  let crop: Image
  /// Of any size; not scaled.
  let map: SaliencyMap

  /// Of the colours over the picture.
  static let share: Float = 0.6
  private static let smallestSide = 280
  private static let (margin, gap) = (24, 18)
  private static let titleStyle = Fonts.Style(pixels: 20, isBold: true, color: RGB(0x1F2328))
  private static let textStyle = Fonts.Style(pixels: 13, color: RGB(0x59636E))

  /// - Throws: ``ImageError/noFont(problem:)``, ``ImageError/outOfMemory(path:byteCount:)``.
  func drawn() throws(ImageError) -> Image {
    let fonts = try Fonts()
    let scale = max(
      1, (Self.smallestSide + min(crop.width, crop.height) / 2) / min(crop.width, crop.height))
    let (width, height) = (crop.width * scale, crop.height * scale)
    let picture = try crop.resized(width: width, height: height, interpolation: .bicubic)
    let (top, bottom) = (Self.margin + 56, Self.margin + 56 + height)
    let right = Self.margin + width + Self.gap
    var sheet = try Drawing(
      width: right + width + Self.margin, height: bottom + 64 + Self.margin / 2,
      background: .white)
    func write(_ text: String, _ style: Fonts.Style, left: Int, baseline: Int, room: Int) {
      fonts.draw(
        fonts.shortened(text, style, to: room), style, left: left, baseline: baseline, on: &sheet)
    }
    let room = 2 * width + Self.gap
    write(title, Self.titleStyle, left: Self.margin, baseline: Self.margin + 18, room: room)
    write(subtitle, Self.textStyle, left: Self.margin, baseline: Self.margin + 40, room: room)
    sheet.put(picture, left: Self.margin, top: top)
    sheet.put(try overlaid(picture), left: right, top: top)
    write(
      "what the network sees", Self.textStyle, left: Self.margin, baseline: bottom + 20, room: width
    )
    write(legend.caption, Self.textStyle, left: right, baseline: bottom + 20, room: width)
    for column in 0..<width {
      sheet.fill(
        PixelWindow(left: right + column, top: bottom + 28, width: 1, height: 10),
        legend.colors.color(at: Float(column) / Float(width - 1)))
    }
    write(legend.ends.0, Self.textStyle, left: right, baseline: bottom + 54, room: width / 2)
    let end = fonts.shortened(legend.ends.1, Self.textStyle, to: width / 2)
    fonts.draw(
      end, Self.textStyle, left: right + width - fonts.width(of: end, Self.textStyle),
      baseline: bottom + 54, on: &sheet)
    return try sheet.finished()
  }

  private func overlaid(_ picture: Image) throws(ImageError) -> Image {
    try picture.overlaid(
      with: map.shares(height: picture.height, width: picture.width, isSigned: legend.isSigned),
      legend.colors, share: Self.share)
  }
}

extension SaliencyMap {
  /// Places in a colour map, `[height, width]`, 0 to 1: zero at the start or, where the sign counts, in the middle.
  /// - Parameter strongest: What the end stands for; `nil` for the map's own ``magnitude``.
  func shares(
    height: Int, width: Int, isSigned: Bool, strongest: Float? = nil
  ) -> [Float] {
    let strongest = strongest ?? magnitude
    let values = resized(height: height, width: width).values
      .map { strongest > 0 ? $0 / strongest : 0 }
    return isSigned ? values.map { ($0 + 1) / 2 } : values
  }
}
