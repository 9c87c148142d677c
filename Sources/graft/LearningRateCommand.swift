import ArgumentParser
import Training
import Workbench

struct LearningRateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lr-find",
    abstract: "Sweeps the learning rate and suggests the --lr to train with.",
    discussion: """
      Takes the flags that `graft train` will get, and trains a few steps at rates that rise from --from
      to --to, one batch each, until the loss shoots up. The suggestion is the smaller of two rates: where
      the smoothed loss falls fastest, and a tenth of the one where it is lowest. Nothing that is learned
      is kept.

        graft lr-find photos
        graft lr-find photos --freeze none --augment flip --views fresh
        graft lr-find photos --optimizer momentum --from 1e-5 --to 100 --steps 200

      With --freeze gradual and with --head-epochs the last phase is swept, in which most trains, from
      where a training begins. The run holds the curve: lr-find.csv and lr-find.svg.
      """)

  @OptionGroup var data: DataOptions
  @OptionGroup var split: SplitOptions

  @Option(
    name: .customLong("from"), parsing: .unconditional, help: "Learning rate of the first step.")
  var lowest = RateSweep().lowest

  @Option(
    name: .customLong("to"), parsing: .unconditional, help: "Learning rate of the last step.")
  var highest = RateSweep().highest

  @Option(parsing: .unconditional, help: "Steps from the one rate to the other, a batch each.")
  var steps = RateSweep().steps

  @OptionGroup(title: "Backbone") var backbone: BackboneOptions
  @OptionGroup(title: "Head") var head: HeadOptions
  @OptionGroup(title: "Augmentation") var augmentation: AugmentationOptions
  @OptionGroup(title: "Training") var batches: BatchOptions
  @OptionGroup(title: "Optimizer") var optimizer: OptimizerOptions
  @OptionGroup(title: "Regularization") var regularization: RegularizationOptions
  @OptionGroup(title: "Machine") var machine: MachineOptions
  @OptionGroup(title: "Run") var target: RunOptions

  mutating func run() throws {
    var configuration = try RunConfiguration(command: .lrFind, dataPath: data.requiredPath())
    data.apply(to: &configuration.data)
    split.apply(to: &configuration.data)
    backbone.apply(to: &configuration.backbone)
    head.apply(to: &configuration.head)
    batches.apply(to: &configuration.training)
    optimizer.apply(to: &configuration.training)
    regularization.apply(to: &configuration.training)
    configuration.training.mixing = augmentation.mixing
    augmentation.apply(to: &configuration)
    machine.apply(to: &configuration.machine)
    let result = try LearningRateFinder(
      configuration, sweep: RateSweep(lowest: lowest, highest: highest, steps: steps),
      reporter: target.speech.reporter, cancellation: Entry.cancellation
    ).run(output: target.output, name: target.name)
    try Output.print(result, asJSON: target.speech.json)
  }
}
