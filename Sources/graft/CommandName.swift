import ArgumentParser
import Backbones
import Names
import Workbench

/// Looks at the first words of the line, of which the parser would only say that they are too many.
enum CommandName {
  /// - Throws: ``Failure`` with `usage` for a word that is no command, with the nearest that is one.
  static func verify(_ arguments: [String]) throws {
    var commands = Graft.configuration.subcommands
    var help = ["help"]
    for word in arguments {
      guard !word.hasPrefix("-"), !commands.isEmpty, !help.contains(word) else { return }
      let names = commands.compactMap { $0.configuration.commandName }
      guard let found = commands.first(where: { $0.configuration.commandName == word }) else {
        let guess = NearestName.of(word, among: names).map { "; did you mean \($0)?" } ?? ""
        throw Failure(
          .usage, "no command \(word)\(guess); there are \(names.joined(separator: ", "))")
      }
      commands = found.configuration.subcommands
      help = []
    }
  }
}
