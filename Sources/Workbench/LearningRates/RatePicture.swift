import Training

/// A sweep as a chart: the loss of each step and its average over the learning rate, the suggestion marked.
struct RatePicture {
  let curve: RateCurve
  let sweep: RateSweep
  /// `nil` if the curve has none.
  let suggestion: RateSuggestion?
  /// The rate that is suggested, as it is told.
  let learningRate: Double?
  let title: String
  let subtitle: String

  private static let size = SVGDrawing.Point(x: 860, y: 520)
  private static let upperLeft = SVGDrawing.Point(x: 78, y: 104)
  private static let lowerRight = SVGDrawing.Point(x: 832, y: 454)

  private static let grid = SVGDrawing.Line(color: "#ececec")
  private static let frame = SVGDrawing.Line(color: "#8a8a8a")
  private static let raw = SVGDrawing.Line(color: "#a8c5e2", width: 1.4)
  private static let smoothed = SVGDrawing.Line(color: "#1f5f9e", width: 2.6)
  private static let mark = SVGDrawing.Line(color: "#c2410c", width: 1.6, dashes: "6 4")
  private static let quiet = SVGDrawing.Words(size: 12, color: "#555555")

  var text: String {
    let horizontal = ChartAxis.logarithmic(
      sweep.lowest...sweep.highest, from: Self.upperLeft.x, to: Self.lowerRight.x)
    let vertical = ChartAxis.linear(lossRange, from: Self.lowerRight.y, to: Self.upperLeft.y)
    var drawing = SVGDrawing(width: Self.size.x, height: Self.size.y)
    drawing.rectangle(from: .init(x: 0, y: 0), to: Self.size, fill: "#ffffff")
    drawing.clip(named: "chart", from: Self.upperLeft, to: Self.lowerRight)
    drawTitle(on: &drawing)
    drawAxes(horizontal, vertical, on: &drawing)
    drawCurves(horizontal, vertical, on: &drawing)
    drawSuggestion(horizontal, vertical, on: &drawing)
    return drawing.text
  }

  /// What is shown of the losses: up to half again the largest average before the minimum, so that a loss that
  /// shoots up leaves the picture and does not flatten the rest.
  private var lossRange: ClosedRange<Double> {
    let points = curve.points
    let bottom = points.min { $0.smoothedLoss < $1.smoothedLoss }?.step ?? points.count
    let ceiling = 1.5 * (points.prefix(bottom).map(\.smoothedLoss).max() ?? 1)
    let losses = points.flatMap { [$0.loss, $0.smoothedLoss] }
    let highest = min(losses.max() ?? 1, ceiling)
    let lowest = min(losses.min() ?? 0, highest)
    let margin = max(0.05 * (highest - lowest), 0.01 * max(highest, 1e-6))
    return lowest - margin...highest + margin
  }

  private func drawTitle(on drawing: inout SVGDrawing) {
    let left = Self.upperLeft.x
    drawing.text(title, at: .init(x: left, y: 34), .init(size: 18, color: "#111111", isBold: true))
    drawing.text(subtitle, at: .init(x: left, y: 56), Self.quiet)
    var x = left
    for (line, name) in [(Self.raw, "loss of each batch"), (Self.smoothed, "smoothed loss")] {
      drawing.line([.init(x: x, y: 81), .init(x: x + 26, y: 81)], line)
      drawing.text(name, at: .init(x: x + 34, y: 85), Self.quiet)
      x += 170
    }
  }

  private func drawAxes(
    _ horizontal: ChartAxis, _ vertical: ChartAxis, on drawing: inout SVGDrawing
  ) {
    let (corner, opposite) = (Self.upperLeft, Self.lowerRight)
    for tick in vertical.ticks {
      let y = vertical.pixel(of: tick.value)
      drawing.line([.init(x: corner.x, y: y), .init(x: opposite.x, y: y)], Self.grid)
      drawing.text(
        tick.label ?? "", at: .init(x: corner.x - 9, y: y + 4), Self.quiet.anchored(.end))
    }
    for tick in horizontal.ticks {
      let x = horizontal.pixel(of: tick.value)
      let length = tick.label == nil ? 4.0 : 7.0
      if let label = tick.label {
        drawing.line([.init(x: x, y: corner.y), .init(x: x, y: opposite.y)], Self.grid)
        drawing.text(label, at: .init(x: x, y: opposite.y + 23), Self.quiet.anchored(.middle))
      }
      drawing.line(
        [.init(x: x, y: opposite.y), .init(x: x, y: opposite.y + length)], Self.frame)
    }
    drawing.line(
      [corner, .init(x: corner.x, y: opposite.y), opposite], Self.frame)
    let center = (corner.x + opposite.x) / 2
    drawing.text(
      "learning rate", at: .init(x: center, y: opposite.y + 48),
      .init(size: 13, anchor: .middle))
    drawing.text(
      "training loss", at: .init(x: 24, y: (corner.y + opposite.y) / 2),
      .init(size: 13, anchor: .middle, isUpright: true))
  }

  private func drawCurves(
    _ horizontal: ChartAxis, _ vertical: ChartAxis, on drawing: inout SVGDrawing
  ) {
    func points(_ loss: (RateCurve.Point) -> Double) -> [SVGDrawing.Point] {
      curve.points.map { point in
        // Far outside is as good as anywhere outside, and a number that every viewer can take.
        let y = min(max(vertical.pixel(of: loss(point)), -2000), 3000)
        return .init(x: horizontal.pixel(of: point.learningRate), y: y)
      }
    }
    drawing.line(points(\.loss), Self.raw, clip: "chart")
    drawing.line(points(\.smoothedLoss), Self.smoothed, clip: "chart")
  }

  private func drawSuggestion(
    _ horizontal: ChartAxis, _ vertical: ChartAxis, on drawing: inout SVGDrawing
  ) {
    guard let suggestion, let learningRate else { return }
    let x = horizontal.pixel(of: learningRate)
    drawing.line(
      [.init(x: x, y: Self.upperLeft.y), .init(x: x, y: Self.lowerRight.y)], Self.mark)
    func draw(_ point: RateCurve.Point, _ name: String, shift: SVGDrawing.Point) {
      let place = SVGDrawing.Point(
        x: horizontal.pixel(of: point.learningRate), y: vertical.pixel(of: point.smoothedLoss))
      drawing.dot(at: place, radius: 5, fill: Self.smoothed.color)
      let isCentered = shift.x == 0
      // Room for the words before the picture ends.
      let end = Self.size.x - (isCentered ? 58 : 116)
      drawing.text(
        "\(name) \(Figure.short(point.learningRate))",
        at: .init(x: min(place.x + shift.x, end), y: place.y + shift.y),
        .init(
          size: 12, color: Self.smoothed.color, anchor: isCentered ? .middle : .start,
          hasEdge: true))
    }
    // The curve falls to the right of the one and rises on both sides of the other.
    draw(suggestion.steepest, "steepest", shift: .init(x: 9, y: -7))
    draw(suggestion.minimum, "minimum", shift: .init(x: 0, y: 21))
    let isRight = x > (Self.upperLeft.x + Self.lowerRight.x) / 2
    drawing.text(
      "suggestion: \(Figure.short(learningRate))",
      at: .init(x: isRight ? x - 8 : x + 8, y: Self.upperLeft.y + 16),
      .init(
        size: 14, color: Self.mark.color, anchor: isRight ? .end : .start, isBold: true,
        hasEdge: true))
  }
}

extension SVGDrawing.Words {
  fileprivate func anchored(_ anchor: Anchor) -> Self {
    var words = self
    words.anchor = anchor
    return words
  }
}
