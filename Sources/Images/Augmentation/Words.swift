extension Double {
  /// As captions say a number: two significant digits after the point at most, no zeros at the end.
  var said: String {
    let hundredths = (self * 100).rounded()
    if hundredths == 0 { return "0" }
    let sign = hundredths < 0 ? "−" : ""
    let magnitude = Int(min(abs(hundredths), 1e15))
    let (whole, part) = magnitude.quotientAndRemainder(dividingBy: 100)
    // More than a hundred needs no hundredths.
    if whole >= 100 || part == 0 { return "\(sign)\(whole)" }
    let digits = part % 10 == 0 ? "\(part / 10)" : part < 10 ? "0\(part)" : "\(part)"
    return "\(sign)\(whole).\(digits)"
  }

  /// With a space that no line is broken at.
  var saidPercent: String { "\((self * 100).rounded().said)\u{A0}%" }
}
