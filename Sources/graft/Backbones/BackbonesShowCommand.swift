import ArgumentParser
import Workbench

struct BackbonesShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Shows one backbone's card, its stages and its cost.",
    discussion: """
        graft backbones show resnet50
      """)

  @Argument(help: "A backbone's name.")
  var name: String

  @OptionGroup var speech: OutputOptions

  mutating func run() throws {
    try Output.print(BackboneDetails(named: name), asJSON: speech.json)
  }
}
