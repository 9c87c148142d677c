import ArgumentParser
import Workbench

struct PreviewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "preview",
    abstract: "Shows what an augmentation makes of your pictures, before it is used.",
    discussion: """
      A contact sheet: originals at the left, beside each the views that training would see, with what \
      was drawn for each in words.

        graft preview photos --augment standard --output sheet.png
        graft preview photos --augment mine.yaml --sweep --output sweep.png
        graft preview photos --augment strong --html --output strong.html
      """)

  @OptionGroup var data: DataOptions

  @Option(
    help: ArgumentHelp(
      "Augmentation: \(AugmentationOptions.policyNames), or a YAML file.",
      valueName: "policy|file"))
  var augment = RunConfiguration.Augmentation.defaultPolicy

  @Option(help: "The sheet: a name that ends in .png, .jpg or, with --html, .html.")
  var output: String

  @Option(help: "Pictures, taken from the classes in turn.")
  var count = Preview.Settings().count

  @Option(help: "Views of each, from the first on.")
  var views = Preview.Settings().views

  @Option(help: "Seed of the augmentation, apart from the training's.")
  var augmentationSeed: UInt64 = 0

  @Flag(help: "One row an operation, from one end of its ranges to the other, instead of views.")
  var sweep = false

  @Flag(help: "Each view also as the network reads it, normalized.")
  var normalized = false

  @Flag(help: "A page to scroll, with a slider for every operation.")
  var html = false

  @Option(
    help: ArgumentHelp(
      "Whose preprocessing: a pretrained backbone or an architecture.", valueName: "name"))
  var backbone: String = RunConfiguration.BackboneSettings.defaultName

  @OptionGroup(title: "Pictures") var preprocessing: PreprocessingOptions
  @OptionGroup var speech: OutputOptions

  func validate() throws {
    if html, sweep || normalized {
      throw ValidationError(
        "--html has a slider for every operation; leave --sweep and --normalized out")
    }
    if sweep, normalized {
      throw ValidationError("--sweep and --normalized exclude each other")
    }
  }

  mutating func run() throws {
    var configuration = try RunConfiguration(command: .train, dataPath: data.requiredPath())
    data.apply(to: &configuration.data)
    configuration.backbone.name = backbone
    // Only the preprocessing is wanted.
    configuration.backbone.weights = "none"
    preprocessing.apply(to: &configuration.backbone)
    configuration.augmentation.policy = augment
    configuration.augmentation.seed = augmentationSeed
    var settings = Preview.Settings()
    settings.count = count
    settings.views = views
    settings.sweeps = sweep
    settings.showsNormalized = normalized
    settings.isPage = html
    let result = try Preview(
      configuration, settings: settings, reporter: speech.reporter,
      cancellation: Entry.cancellation
    ).run(output: output)
    try Output.print(result, asJSON: speech.json)
  }
}

extension Preview.Result: Summarized {
  var summary: String {
    let left = problems.isEmpty ? "" : ", \(problems.count) could not be read"
    return "\(output): \(pictures.count) pictures, \(policy)\(left)"
  }
}
