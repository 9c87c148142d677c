import Workbench

/// The training that a sweep was made for, as a line for a shell.
struct SuggestedCommand {
  /// Flags of the sweep alone, each with the value that follows it.
  private static let ownOptions = ["--from", "--to", "--steps", "--output", "--name"]
  private static let ownFlags = ["--json", "--quiet", "--verbose"]

  private let arguments: [String]

  /// - Parameter sweep: The arguments of `graft` from `lr-find` on.
  init(sweep: [String], rate: Double) {
    var kept: [String] = []
    var isValue = false
    for argument in sweep.dropFirst() {
      if isValue {
        isValue = false
      } else if Self.ownOptions.contains(argument) {
        isValue = true
      } else if !Self.ownFlags.contains(argument),
        !Self.ownOptions.contains(where: { argument.hasPrefix($0 + "=") })
      {
        kept.append(argument)
      }
    }
    // What follows `--` is no flag.
    kept.insert(
      contentsOf: ["--lr", Figure.short(rate)], at: kept.firstIndex(of: "--") ?? kept.count)
    arguments = ["graft", "train"] + kept
  }

  var line: String { arguments.map(Self.quoted).joined(separator: " ") }

  private static func quoted(_ argument: String) -> String {
    let isPlain =
      !argument.isEmpty
      && argument.unicodeScalars.allSatisfy {
        $0.properties.isAlphabetic || ("0"..."9").contains($0)
          || "-_./:,=+@%".unicodeScalars.contains($0)
      }
    return isPlain ? argument : "'" + argument.replacing("'", with: "'\\''") + "'"
  }
}
