import ArgumentParser
import Workbench

struct CacheListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Lists the sets of features, the last used first.",
    discussion: """
        graft cache list --json
      """)

  @OptionGroup var speech: OutputOptions

  mutating func run() throws {
    try Output.print(CacheListing(), asJSON: speech.json)
  }
}
