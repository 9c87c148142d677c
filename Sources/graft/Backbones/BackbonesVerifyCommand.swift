import ArgumentParser
import Workbench

struct BackbonesVerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Looks into a file of weights, or checks a backbone's against its card.",
    discussion: """
      Exit 65 if the file is damaged, has another hash than the card says, or holds numbers that \
      are not finite.

        graft backbones verify checkpoint.pth
        graft backbones verify efficientnet_lite0
      """)

  @Argument(help: ArgumentHelp("A file, or a backbone's name.", valueName: "file|name"))
  var name: String

  @OptionGroup var speech: OutputOptions

  mutating func run() throws {
    let inspection = try WeightInspection(of: name)
    try Output.print(inspection, asJSON: speech.json)
    if let first = inspection.unsound.first {
      throw Failure(
        .malformedInput,
        "\(inspection.path): \(inspection.unsound.count) tensors hold numbers that are not finite, "
          + "the first is \(first.name) with \(first.nonFinite); training must have diverged"
      )
    }
  }
}
