import ArgumentParser
import Workbench

struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Judges a model on labelled pictures.",
    discussion: """
      Classes are matched by name; the data may hold some of the model's. Of a folder with a \
      part test/ only that part is judged, of any other data all of it. The interval holds for \
      pictures that had no part in training or choosing the model.

        graft evaluate runs/train-1 photos --output report
        graft evaluate runs/train-1 photos --output report --deployment
        graft evaluate efficientnet_lite0 imagenet-pictures --json
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

  @Option(
    help: ArgumentHelp(
      "What the data's classes are called, as in `graft train`.", valueName: "file"))
  var classNames: String?

  @Option(
    help: "A folder for metrics.json, predictions.csv and report.html. (default: none are written)")
  var output: String?

  @Flag(
    help:
      "Measure latency, throughput and memory of the model, for deployment.json and report.html: some seconds; needs --output."
  )
  var deployment = false

  @OptionGroup(title: "Pictures and machine") var pass: PassOptions
  @OptionGroup var speech: OutputOptions

  mutating func run() throws {
    let result = try Evaluate(
      model: model, dataPath: data, classNames: classNames,
      measuresDeployment: deployment, pass: pass.configuration, reporter: speech.reporter,
      cancellation: Entry.cancellation
    ).run(output: output)
    try Output.print(result, asJSON: speech.json)
  }
}
