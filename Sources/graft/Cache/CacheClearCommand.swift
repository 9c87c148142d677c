import ArgumentParser
import Workbench

struct CacheClearCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clear",
    abstract: "Removes all features but those that a run is using.",
    discussion: """
        graft cache clear
      """)

  @OptionGroup var speech: OutputOptions

  mutating func run() throws {
    try Output.print(CacheClearing(), asJSON: speech.json)
  }
}
