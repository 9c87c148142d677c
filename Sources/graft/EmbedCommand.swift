import ArgumentParser
import Workbench

struct EmbedCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "embed",
    abstract: "Writes each picture's features as a NumPy array.",
    discussion: """
      The array is float32, [images, features]: what the head reads, or the output of a stage, \
      of which each channel is averaged over all positions. Beside features.npy stands \
      features.csv with the path and label of each row, in the same order.

        graft embed runs/train-1 photos --output features.npy
        graft embed efficientnet_lite0 photos --at features.4 --output early.npy
      """)

  @Argument(
    help: ArgumentHelp(
      "A folder with model.json (a run is one), or the name of a published classifier.",
      valueName: "model|name"))
  var model: String

  @Argument(
    help: ArgumentHelp(
      "A folder (class/image.jpg, or train|val|test/class/image.jpg), a CSV (path,label), or the files of MNIST or CIFAR.",
      valueName: "data"))
  var data: String

  @Option(help: "The NumPy file; its name ends in .npy.")
  var output: String

  @Option(
    help: ArgumentHelp(
      "A stage (see `graft backbones show`), averaged over its map. (default: what the head reads)",
      valueName: "stage"))
  var at: String?

  @OptionGroup(title: "Pictures and machine") var pass: PassOptions
  @OptionGroup var speech: OutputOptions

  mutating func run() throws {
    let result = try Embed(
      model: model, dataPath: data, stage: at, pass: pass.configuration,
      reporter: speech.reporter, cancellation: Entry.cancellation
    ).run(output: output)
    try Output.print(result, asJSON: speech.json)
  }
}
