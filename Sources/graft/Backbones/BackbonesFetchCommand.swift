import ArgumentParser
import Workbench

struct BackbonesFetchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch",
    abstract: "Downloads a backbone's weights into the cache and checks them.",
    discussion: """
      An interrupted download continues where it stopped. The cache is $XDG_CACHE_HOME/graft, by \
      default ~/.cache/graft.

        graft backbones fetch resnet50
      """)

  @Argument(help: "A backbone's name.")
  var name: String

  @OptionGroup var speech: OutputOptions

  mutating func run() throws {
    let result = try FetchBackbone(
      name: name, reporter: speech.reporter, cancellation: Entry.cancellation
    ).run()
    try Output.print(result, asJSON: speech.json)
  }
}
