import ArgumentParser
import Workbench

struct RunsListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Lists the runs of a folder, the last begun first.",
    discussion: """
      A run is running while its process lives, finished, failed (it ended by itself, with an error), or
      interrupted (stopped or killed; `graft train --resume` goes on with a training; an evaluation's own command
      begins it anew in its folder).

        graft runs list
        graft runs list --folder experiments --json
      """)

  @OptionGroup var place: RunFolderOptions

  @Flag(help: "Make the database anew, from the run folders.")
  var rebuild = false

  @OptionGroup var speech: OutputOptions

  mutating func run() throws {
    try Output.print(
      RunListing(folder: place.folder, rebuilding: rebuild, reporter: speech.reporter),
      asJSON: speech.json)
  }
}
