import Foundation

/// Numbers as people read them.
public enum Figure {
  /// Three digits after the point.
  public static func of(_ value: Double) -> String { String(format: "%.3f", value) }

  /// For example `75.1 %`.
  public static func percent(_ value: Double) -> String { String(format: "%.1f %%", value * 100) }

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
