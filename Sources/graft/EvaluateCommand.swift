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

      --robustness judges changed pictures too: turned, moved, cropped, darker, paler, inverted, \
      solarized, blurred, noisy, compressed, partly covered and more, each at growing strength, and \
      mixtures of them (RandAugment, AugMix). That is about ninety passes over at most 500 of the \
      pictures.

        graft evaluate runs/train-1 photos --robustness --output report

      --tta averages the probabilities over several views of each picture and says what that \
      gains on these pictures, and whether it is more than chance.

        graft evaluate runs/train-1 photos --tta flip

      A report puts beside the model what is simpler: the most frequent class, the nearest \
      neighbours and a logistic regression, which learn from the pictures that the model was \
      trained on, by the features of its backbone as it was before training. A run says which \
      pictures those were; of a model alone, or where they have gone, --baselines names them.

        graft evaluate runs/train-1 new-photos --baselines photos --output report
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
    help:
      "The run's folder: config.json, metrics.json, results.csv, predictions.csv and report.html, known to graft runs. (default: nothing is written)"
  )
  var output: String?

  @Flag(
    help:
      "Measure latency, throughput and memory of the model (beside baselines also of logistic regression and nearest neighbours in its head's place), for deployment.json and report.html: some seconds; needs --output."
  )
  var deployment = false

  @Flag(help: "Judge the pictures under changes at growing strength too: what is the weak spot?")
  var robustness = false

  @Option(
    help: ArgumentHelp(
      "With --robustness: pictures at most, taken evenly over the classes. (default: 500)",
      valueName: "count"))
  var robustnessCount: Int?

  @OptionGroup var views: ViewOptions

  @Option(
    help: ArgumentHelp(
      "The pictures that the model was trained on, laid out as the data, with all of its classes: baselines are fitted to them (to all but a part test/) and judged on the data. (default: with --output, for the model of a run, what that run trained on)",
      valueName: "data"))
  var baselines: String?

  @Flag(help: "Put the model beside no baselines.")
  var noBaselines = false

  @OptionGroup(title: "Pictures and machine") var pass: PassOptions
  @OptionGroup var speech: OutputOptions

  func validate() throws {
    if robustnessCount != nil, !robustness {
      throw ValidationError("--robustness-count is for --robustness: give both")
    }
    if noBaselines, baselines != nil {
      throw ValidationError("--baselines names pictures to learn from, --no-baselines wants none")
    }
    if robustness, views.tta != nil {
      throw ValidationError("--robustness looks at each changed picture once: leave out --tta")
    }
  }

  mutating func run() throws {
    var settings = Evaluate.Settings()
    if robustness { settings.robustnessCount = robustnessCount ?? Evaluate.usualRobustnessCount }
    settings.testTimeViews = views.tta
    if noBaselines { settings.baselines = .nothing }
    if let baselines { settings.baselines = .pictures(path: baselines) }
    let result = try Evaluate(
      model: model, dataPath: data, classNames: classNames,
      measuresDeployment: deployment, settings: settings, pass: pass.configuration,
      reporter: speech.reporter, cancellation: Entry.cancellation
    ).run(output: output)
    try Output.print(result, asJSON: speech.json)
  }
}
