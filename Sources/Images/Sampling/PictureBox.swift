/// A rectangle of a picture whose sides need not fall between pixels, in pixels.
struct PictureBox: Hashable, Sendable {
  var columns: ClosedRange<Double>
  var rows: ClosedRange<Double>

  /// The box on the way, so far as `share` tells, from this one to another.
  func moved(towards other: PictureBox, by share: Double) -> PictureBox {
    func move(_ from: ClosedRange<Double>, _ to: ClosedRange<Double>) -> ClosedRange<Double> {
      let start = from.lowerBound + share * (to.lowerBound - from.lowerBound)
      let end = from.upperBound + share * (to.upperBound - from.upperBound)
      return min(start, end)...max(start, end)
    }
    return PictureBox(columns: move(columns, other.columns), rows: move(rows, other.rows))
  }

  func lies(withinWidth width: Int, height: Int) -> Bool {
    columns.lowerBound >= 0 && rows.lowerBound >= 0 && columns.upperBound <= Double(width)
      && rows.upperBound <= Double(height) && columns.upperBound > columns.lowerBound
      && rows.upperBound > rows.lowerBound
  }
}
