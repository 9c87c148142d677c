import Foundation

/// A picture of lines and words, as scalable vector graphics.
/// - Source: W3C, "Scalable Vector Graphics (SVG) 1.1", second edition, 2011.
struct SVGDrawing {
  struct Point: Equatable {
    var x: Double
    var y: Double
  }

  struct Line {
    var color: String
    var width = 1.0
    /// Lengths of dashes and gaps, for example `5 4`.
    var dashes: String?
  }

  struct Words {
    enum Anchor: String {
      case start
      case middle
      case end
    }

    var size = 13.0
    var color = "#333333"
    var anchor = Anchor.start
    var isBold = false
    /// Whether they run upwards.
    var isUpright = false
    /// Whether they are drawn on a white edge, so that they can be read on top of lines.
    var hasEdge = false
  }

  let width: Double
  let height: Double
  private var elements: [String] = []

  init(width: Double, height: Double) {
    self.width = width
    self.height = height
  }

  mutating func line(_ points: [Point], _ line: Line, clip: String? = nil) {
    let path = points.map { "\(Self.number($0.x)),\(Self.number($0.y))" }.joined(separator: " ")
    elements.append(
      "<polyline points=\"\(path)\" fill=\"none\" stroke=\"\(line.color)\" "
        + "stroke-width=\"\(Self.number(line.width))\" stroke-linejoin=\"round\""
        + (line.dashes.map { " stroke-dasharray=\"\($0)\"" } ?? "")
        + (clip.map { " clip-path=\"url(#\($0))\"" } ?? "") + "/>")
  }

  mutating func rectangle(from corner: Point, to opposite: Point, fill: String) {
    elements.append("<rect \(Self.frame(corner, opposite)) fill=\"\(fill)\"/>")
  }

  mutating func dot(at center: Point, radius: Double, fill: String) {
    elements.append(
      "<circle cx=\"\(Self.number(center.x))\" cy=\"\(Self.number(center.y))\" "
        + "r=\"\(Self.number(radius))\" fill=\"\(fill)\" stroke=\"#ffffff\" stroke-width=\"1.5\"/>")
  }

  mutating func text(_ text: String, at place: Point, _ words: Words = Words()) {
    let (x, y) = (Self.number(place.x), Self.number(place.y))
    elements.append(
      "<text x=\"\(x)\" y=\"\(y)\" font-size=\"\(Self.number(words.size))\" "
        + "fill=\"\(words.color)\" text-anchor=\"\(words.anchor.rawValue)\""
        + (words.isBold ? " font-weight=\"600\"" : "")
        + (words.hasEdge
          ? " stroke=\"#ffffff\" stroke-width=\"4\" stroke-linejoin=\"round\" paint-order=\"stroke\""
          : "")
        + (words.isUpright ? " transform=\"rotate(-90 \(x) \(y))\"" : "")
        + ">\(Self.escaped(text))</text>")
  }

  /// Defines a frame that lines can be clipped to.
  mutating func clip(named name: String, from corner: Point, to opposite: Point) {
    elements.append(
      "<clipPath id=\"\(name)\"><rect \(Self.frame(corner, opposite))/></clipPath>")
  }

  /// The whole file.
  var text: String {
    """
    <?xml version="1.0" encoding="UTF-8"?>
    <svg xmlns="http://www.w3.org/2000/svg" width="\(Self.number(width))" \
    height="\(Self.number(height))" viewBox="0 0 \(Self.number(width)) \(Self.number(height))" \
    font-family="Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif">
    \(elements.joined(separator: "\n"))
    </svg>

    """
  }

  /// What XML 1.0 allows in text and attributes; control characters that it has no way to write are left out.
  static func escaped(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { result, scalar in
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&apos;"
      case "\t", "\n", "\r": result += " "
      case let other where other.value < 0x20 || (0xFFFE...0xFFFF).contains(other.value): break
      default: result.unicodeScalars.append(scalar)
      }
    }
  }

  private static func frame(_ corner: Point, _ opposite: Point) -> String {
    "x=\"\(number(min(corner.x, opposite.x)))\" y=\"\(number(min(corner.y, opposite.y)))\" "
      + "width=\"\(number(abs(corner.x - opposite.x)))\" "
      + "height=\"\(number(abs(corner.y - opposite.y)))\""
  }

  /// Hundredths of a pixel are enough, and the same on every machine.
  private static func number(_ value: Double) -> String {
    let text = String(format: "%.2f", value)
    return text.hasSuffix(".00") ? String(text.dropLast(3)) : text
  }
}
