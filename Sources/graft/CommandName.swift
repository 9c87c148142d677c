import ArgumentParser
import Backbones
import Workbench

/// Looks at the first word of the line, of which the parser would only say that it is one too many.
enum CommandName {
  /// - Throws: ``Failure`` with `usage` for a word that is no command, with the nearest that is one.
  static func verify(_ arguments: [String]) throws {
    guard let word = arguments.first, !word.hasPrefix("-") else { return }
    let names = Graft.configuration.subcommands.compactMap { $0.configuration.commandName }
    guard !names.contains(word), word != "help" else { return }
    let guess = NearestName.of(word, among: names).map { "; did you mean \($0)?" } ?? ""
    throw Failure(
      .usage, "no command \(word)\(guess); there are \(names.joined(separator: ", "))")
  }
}
