import Foundation

/// Numbers as people read them.
public enum Figure {
  /// Three digits after the point.
  public static func of(_ value: Double) -> String { String(format: "%.3f", value) }

  /// For example `75.1 %`.
  public static func percent(_ value: Double) -> String { String(format: "%.1f %%", value * 100) }
}
