extension String {
  /// Text from a stranger's file, fit for a terminal: in quotes, short, without control characters.
  var quoted: String {
    let limit = 120
    let head = unicodeScalars.prefix(limit + 1)
    var text = ""
    for scalar in head.prefix(limit) {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator:
        text += "\\u{" + String(scalar.value, radix: 16) + "}"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return "\"" + text + (head.count > limit ? "…" : "") + "\""
  }
}
