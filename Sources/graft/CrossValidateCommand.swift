import ArgumentParser
import Workbench

struct CrossValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "crossval",
    abstract: "Cross-validates a recipe: a head on a pretrained backbone, or more of it.",
    discussion: """
      Every fold is judged on pictures that nothing of it has seen; folds are stratified, groups stay
      together, and the interval allows for folds that share training pictures.

        graft crossval photos
        graft crossval photos --folds 10 --repeats 5 --hidden 256 --refit
        graft crossval photos --freeze none --head-epochs 5
      """)

  @OptionGroup var data: DataOptions

  @Option(help: "Parts into which the pictures are divided.")
  var folds = 5

  @Option(help: "Times that the division is drawn anew.")
  var repeats = 1

  @Flag(help: "Train a final model on the pictures of all folds afterwards.")
  var refit = false

  @OptionGroup(title: "Backbone") var backbone: BackboneOptions
  @OptionGroup(title: "Head") var head: HeadOptions
  @OptionGroup(title: "Augmentation") var augmentation: AugmentationOptions
  @OptionGroup(title: "Training") var training: TrainingOptions
  @OptionGroup(title: "Optimizer") var optimizer: OptimizerOptions
  @OptionGroup(title: "Learning rate over time") var schedule: ScheduleOptions
  @OptionGroup(title: "Regularization") var regularization: RegularizationOptions
  @OptionGroup(title: "Machine") var machine: MachineOptions
  @OptionGroup(title: "Run") var target: RunOptions

  mutating func run() throws {
    var configuration = try RunConfiguration(
      command: .crossval, dataPath: data.requiredPath())
    data.apply(to: &configuration.data)
    backbone.apply(to: &configuration.backbone)
    head.apply(to: &configuration.head)
    configuration.training = training.configuration(
      optimizer, schedule, regularization, augmentation)
    augmentation.apply(to: &configuration)
    machine.apply(to: &configuration.machine)
    configuration.resampling.folds = folds
    configuration.resampling.repeats = repeats
    configuration.resampling.refits = refit
    let result = try CrossValidate(
      configuration, reporter: target.speech.reporter, cancellation: Entry.cancellation
    ).run(output: target.output, name: target.name)
    try Output.print(result, asJSON: target.speech.json)
  }
}
