import ArgumentParser
import Workbench

struct BackbonesListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Lists the pretrained backbones and where their weights are.",
    discussion: """
        graft backbones list
        graft backbones list --json
      """)

  @OptionGroup var speech: OutputOptions

  mutating func run() throws {
    try Output.print(BackboneList(), asJSON: speech.json)
  }
}
