import ArgumentParser
import Workbench

struct BackbonesConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Rewrites a file of weights as safetensors or for PyTorch.",
    discussion: """
      Reads safetensors, PyTorch files, pickles of NumPy arrays and ONNX; executes nothing. With \
      --architecture the tensors get torchvision's names, each is checked against the network, \
      and all become float32.

        graft backbones convert checkpoint.pth weights.safetensors
        graft backbones convert mine.onnx mine.pth --architecture vgg16 --classes 10
      """)

  @Argument(help: "The file to read, in any format that is known; its name does not matter.")
  var file: String

  @Argument(help: "The file to write; its name ends in .safetensors, .pth or .pt.")
  var output: String

  @Option(
    help: ArgumentHelp(
      "The network that the weights are of, for example resnet50.", valueName: "name"))
  var architecture: String?

  @Option(help: "Outputs of the network's classifier; 0 if the file has none.")
  var classes = 1000

  @OptionGroup var speech: OutputOptions

  mutating func run() throws {
    let result = try ConvertWeights(
      input: file, output: output, architecture: architecture, classes: classes,
      cancellation: Entry.cancellation
    ).run()
    try Output.print(result, asJSON: speech.json)
  }
}
