import ArgumentParser
import Workbench

struct RunsShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract:
      "Shows one run: its figures, settings, epochs or folds, and files with their SHA-256.",
    discussion: """
        graft runs show crossval-1
        graft runs show experiments/wide --json
      """)

  @Argument(help: ArgumentHelp("A run's name in the folder, or its path.", valueName: "run"))
  var name: String

  @OptionGroup var place: RunFolderOptions
  @OptionGroup var speech: OutputOptions

  mutating func run() throws {
    try Output.print(
      RunDetails(name, folder: place.folder, reporter: speech.reporter), asJSON: speech.json)
  }
}
