import Embedded

/// A text file that travels inside the program.
enum EmbeddedText {
  /// A name that `embedded.S` does not list traps.
  static func named(_ name: String) -> String {
    guard let bytes = EmbeddedFiles.bytes(named: name) else {
      preconditionFailure("\(name) is not in Sources/CEmbedded/embedded.S")
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
