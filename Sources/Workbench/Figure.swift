import Foundation

/// Numbers as people read them.
public enum Figure {
  /// Three digits after the point.
  public static func of(_ value: Double) -> String { String(format: "%.3f", value) }

  /// A p-value: three digits after the point, and no zero that is none.
  public static func probability(_ value: Double) -> String {
    value < 0.001 ? "< 0.001" : of(value)
  }

  /// Three significant digits, whatever the size: `0.000982`, `1240`.
  public static func significant(_ value: Double) -> String {
    let digits = abs(value) >= 1 ? max(0, 2 - Int(log10(abs(value)))) : 3
    return abs(value) >= 1 ? String(format: "%.\(digits)f", value) : String(format: "%.3g", value)
  }

  /// Rounded up to whole seconds: `42 s`, `3 min 20 s`, `2 h 5 min`.
  public static func duration(_ seconds: Double) -> String {
    let whole = Int(min(seconds, 1e15).rounded(.up))
    return whole < 60
      ? "\(whole) s"
      : whole < 3600
        ? "\(whole / 60) min \(whole % 60) s" : "\(whole / 3600) h \(whole % 3600 / 60) min"
  }

  /// A time of a fraction of a second, for example `5.14 ms`.
  public static func milliseconds(_ seconds: Double) -> String {
    "\(significant(seconds * 1000)) ms"
  }

  /// For example `75.1 %`.
  public static func percent(_ value: Double) -> String { String(format: "%.1f %%", value * 100) }

  /// A difference of two shares in points, with its sign: `+1.2`.
  public static func points(_ difference: Double) -> String {
    String(format: "%+.1f", difference * 100)
  }

  /// With a blank before every third digit, for example `4 652 008`.
  public static func grouped(_ number: Int) -> String {
    let digits = Array("\(number)")
    return digits.enumerated().map { place, digit in
      place > 0 && (digits.count - place) % 3 == 0 ? " \(digit)" : "\(digit)"
    }.joined()
  }

  /// As short as three digits that count allow, for example `0.001` or `2.5e-05`.
  public static func short(_ value: Double) -> String { String(format: "%.3g", value) }
}
