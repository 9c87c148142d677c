/// Pictures in rows with captions, as photographers print them to choose from.
///
/// White, with room to breathe: a heading, then rows of squares of one size, the words under each.
public struct ContactSheet {
  public struct Cell {
    public let picture: Image
    public let title: String?
    /// Under the title, in small letters.
    public let text: String

    public init(_ picture: Image, title: String? = nil, text: String = "") {
      self.picture = picture
      self.title = title
      self.text = text
    }
  }

  public struct Row {
    /// Above the row, if there is one.
    public let heading: String?
    public let cells: [Cell]

    public init(heading: String? = nil, _ cells: [Cell]) {
      self.heading = heading
      self.cells = cells
    }
  }

  public var title: String
  public var subtitle: String
  public var rows: [Row]
  /// Of every square, in pixels.
  public var side: Int

  private static let margin = 32
  private static let gap = 18
  private static let rowGap = 30
  private static let mostLines = 5
  private static let titleStyle = Fonts.Style(pixels: 30, isBold: true, color: RGB(0x1F2328))
  private static let subtitleStyle = Fonts.Style(pixels: 16, color: RGB(0x59636E))
  private static let headingStyle = Fonts.Style(pixels: 17, isBold: true, color: RGB(0x1F2328))
  private static let cellStyle = Fonts.Style(pixels: 14, isBold: true, color: RGB(0x1F2328))
  private static let textStyle = Fonts.Style(pixels: 13, color: RGB(0x59636E))
  private static let line = RGB(0xD1D9E0)
  private static let mat = RGB(0xF6F8FA)

  public init(title: String, subtitle: String, rows: [Row], side: Int = 192) {
    self.title = title
    self.subtitle = subtitle
    self.rows = rows
    self.side = side
  }

  /// - Throws: ``ImageError/noFont(problem:)``, ``ImageError/outOfMemory(path:byteCount:)``.
  public func drawn() throws(ImageError) -> Image {
    let fonts = try Fonts()
    let columns = max(rows.map(\.cells.count).max() ?? 0, 1)
    let width = max(
      2 * Self.margin + columns * side + (columns - 1) * Self.gap,
      2 * Self.margin + fonts.width(of: title, Self.titleStyle))
    let subtitles = fonts.lines(
      of: subtitle, Self.subtitleStyle, width: width - 2 * Self.margin, most: 3)
    let layouts = rows.map { Layout($0, fonts, side) }
    let headerHeight = Self.margin + 34 + subtitles.count * 22 + 14
    let height =
      headerHeight + layouts.reduce(0) { $0 + $1.height + Self.rowGap } + Self.margin / 2
    var sheet = try Drawing(width: width, height: height, background: .white)
    fonts.draw(
      title, Self.titleStyle, left: Self.margin, baseline: Self.margin + 24, on: &sheet)
    for (number, text) in subtitles.enumerated() {
      fonts.draw(
        text, Self.subtitleStyle, left: Self.margin, baseline: Self.margin + 52 + number * 22,
        on: &sheet)
    }
    var top = headerHeight
    for (row, layout) in zip(rows, layouts) {
      sheet.fill(
        PixelWindow(left: Self.margin, top: top, width: width - 2 * Self.margin, height: 1),
        Self.line)
      try draw(row, layout, top: top + 14, fonts, on: &sheet)
      top += layout.height + Self.rowGap
    }
    return try sheet.finished()
  }

  /// The lines of a row's captions, and how high it gets.
  private struct Layout {
    let captions: [[String]]
    let height: Int

    init(_ row: Row, _ fonts: Fonts, _ side: Int) {
      captions = row.cells.map {
        fonts.lines(of: $0.text, ContactSheet.textStyle, width: side, most: mostLines)
      }
      let titles = row.cells.contains { $0.title != nil } ? 1 : 0
      let lines = captions.map(\.count).max() ?? 0
      height = (row.heading == nil ? 0 : 30) + side + 10 + titles * 20 + lines * 17
    }
  }

  private func draw(
    _ row: Row, _ layout: Layout, top: Int, _ fonts: Fonts, on sheet: inout Drawing
  ) throws(ImageError) {
    var top = top
    if let heading = row.heading {
      fonts.draw(
        heading, Self.headingStyle, left: Self.margin, baseline: top + 17, on: &sheet)
      top += 30
    }
    let hasTitles = row.cells.contains { $0.title != nil }
    for (column, cell) in row.cells.enumerated() {
      let left = Self.margin + column * (side + Self.gap)
      sheet.fill(PixelWindow(left: left, top: top, width: side, height: side), Self.mat)
      let picture = try fitted(cell.picture)
      sheet.put(
        picture, left: left + (side - picture.width) / 2, top: top + (side - picture.height) / 2)
      var baseline = top + side + 19
      if hasTitles {
        if let title = cell.title {
          fonts.draw(
            fonts.shortened(title, Self.cellStyle, to: side), Self.cellStyle, left: left,
            baseline: baseline, on: &sheet)
        }
        baseline += 18
      }
      for text in layout.captions[column] {
        fonts.draw(text, Self.textStyle, left: left, baseline: baseline, on: &sheet)
        baseline += 17
      }
    }
  }

  /// The picture at the largest size that fits a square.
  private func fitted(_ picture: Image) throws(ImageError) -> Image {
    let scale = Double(side) / Double(max(picture.width, picture.height))
    return try picture.resized(
      width: max(1, Int((Double(picture.width) * scale).rounded())),
      height: max(1, Int((Double(picture.height) * scale).rounded())), interpolation: .bicubic)
  }
}
