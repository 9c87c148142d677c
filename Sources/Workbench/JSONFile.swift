import Files
import Foundation

/// JSON as Graft writes it: keys sorted, indented, ending in a line break, so that equal values make
/// identical files.
public enum JSONFile {
  public static func text(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
  }

  /// On one line.
  public static func line(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  static func write(_ value: some Encodable, to path: String) throws {
    try AtomicFile.write(text(value), to: path)
  }
}
