import ArgumentParser
import Workbench

struct RunsDeleteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete",
    abstract: "Deletes runs with everything in their folders, without asking.",
    discussion: """
      Nothing is deleted if one of them is running or is not the folder of a run. Links in a folder go, what
      they point to stays.

        graft runs delete train-1 train-2
        graft runs delete experiments/wide
      """)

  @Argument(help: ArgumentHelp("Names in the folder, or paths.", valueName: "run"))
  var names: [String]

  @OptionGroup var place: RunFolderOptions
  @OptionGroup var speech: OutputOptions

  mutating func run() throws {
    try Output.print(
      RunDeletion(names, folder: place.folder, reporter: speech.reporter), asJSON: speech.json)
  }
}
