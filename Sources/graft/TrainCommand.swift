import ArgumentParser
import Workbench

struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Fine-tunes a pretrained backbone with a new head and keeps the best epoch.",
    discussion: """
      The epoch is chosen on a validation part, whose figure is therefore no honest estimate: give a
      test part (--test-split, or a folder test/), or use `graft crossval`.

        graft train photos --test-split 0.2 --baselines
        graft train photos.csv --backbone resnet50 --hidden 256 --dropout 0.5 --augment flip
        graft train photos --freeze none --head-epochs 5 --augment flip --views fresh
        graft train photos --freeze gradual:5 --dry-run
        graft train --resume runs/train-1

      By default only the head trains, on features that are computed once. With --freeze none or
      another policy the backbone trains too; --head-epochs lets the head settle first.
      """)

  @OptionGroup var data: DataOptions

  @OptionGroup var split: SplitOptions
  @OptionGroup var baselines: BaselineOptions

  @Flag(
    help:
      "Print the network layer by layer: what trains at which rate, what it costs, where the freeze boundary lies. Trains and writes nothing."
  )
  var dryRun = false

  @OptionGroup var resumption: ResumeOptions

  @OptionGroup(title: "Backbone") var backbone: BackboneOptions
  @OptionGroup(title: "Head") var head: HeadOptions
  @OptionGroup(title: "Augmentation") var augmentation: AugmentationOptions
  @OptionGroup(title: "Training") var training: TrainingOptions
  @OptionGroup(title: "Optimizer") var optimizer: OptimizerOptions
  @OptionGroup(title: "Learning rate over time") var schedule: ScheduleOptions
  @OptionGroup(title: "Regularization") var regularization: RegularizationOptions
  @OptionGroup(title: "Machine") var machine: MachineOptions
  @OptionGroup(title: "Recording") var recording: RecordingOptions
  @OptionGroup(title: "Run") var target: RunOptions

  func validate() throws {
    try baselines.verifySelection(heads: nil)
  }

  mutating func run() throws {
    if let run = resumption.resume { return try goOn(with: run) }
    var configuration = try RunConfiguration(command: .train, dataPath: data.requiredPath())
    data.apply(to: &configuration.data)
    split.apply(to: &configuration.data)
    backbone.apply(to: &configuration.backbone)
    head.apply(to: &configuration.head)
    configuration.training = training.configuration(
      optimizer, schedule, regularization, augmentation)
    augmentation.apply(to: &configuration)
    machine.apply(to: &configuration.machine)
    recording.apply(to: &configuration.recording)
    baselines.apply(to: &configuration.resampling)
    if dryRun {
      let plan = try DryRun(configuration, reporter: target.speech.reporter).run()
      return try Output.print(plan, asJSON: target.speech.json)
    }
    let result = try Train(
      configuration, reporter: target.speech.reporter, cancellation: Entry.cancellation
    ).run(output: target.output, name: target.name)
    try Output.print(result, asJSON: target.speech.json)
  }

  private func goOn(with run: String) throws {
    try ResumeOptions.verifyOthers(CommandLine.arguments, data: data.path)
    var settings = RunConfiguration.Machine()
    machine.apply(to: &settings)
    let result = try Train.resume(
      run, machine: settings, reporter: target.speech.reporter, cancellation: Entry.cancellation)
    try Output.print(result, asJSON: target.speech.json)
  }
}
