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
        graft crossval photos --baselines --select-features mutual-information:200
        graft crossval photos --learning-curve
        graft crossval photos --repeats 4 --heads linear,256@0.5,nearest
        graft crossval photos --heads nearest
        graft crossval photos --heads logistic --select-features mutual-information:200
        graft crossval photos --nested --heads linear,256@0.5 --lrs 1e-3,3e-4 --refit
        graft crossval photos --refit --calibrate temperature --answer-accuracy 0.99
        graft crossval patients.csv --leave-one-group-out
        graft crossval photos --freeze none --head-epochs 5
        graft crossval --resume runs/crossval-1
      """)

  @OptionGroup var data: DataOptions

  @OptionGroup(title: "Resampling") var resampling: ResamplingOptions

  @Flag(help: "Train a final model on the pictures of all folds afterwards.")
  var refit = false

  @OptionGroup var baselines: BaselineOptions
  @OptionGroup var deployment: DeploymentOptions

  @Flag(
    help:
      "Fit every fold on growing parts of its training pictures too (10, 20, 35, 50, 70 %): would more pictures help? Through the backbone that takes about three times as long. Of one recipe: not with --nested."
  )
  var learningCurve = false

  @OptionGroup(title: "Decisions") var decisions: DecisionOptions

  @OptionGroup var resumption: ResumeOptions

  @OptionGroup(title: "Backbone") var backbone: BackboneOptions
  @OptionGroup(title: "Head") var head: HeadOptions

  @Option(
    help: ArgumentHelp(
      "Several heads in the same folds, each a run of its own, then compared; one alone is the run that it would be among several; with --nested what it chooses from. linear, or sizes of hidden layers (256, 512x128), with a dropout of their own behind @; or nearest or logistic, which learn on the frozen features without epochs.",
      valueName: "linear,256@0.5,..."), transform: HeadList.parsed)
  var heads: HeadList?

  @OptionGroup(title: "Augmentation") var augmentation: AugmentationOptions
  @OptionGroup(title: "Training") var training: TrainingOptions
  @OptionGroup(title: "Optimizer") var optimizer: OptimizerOptions
  @OptionGroup(title: "Learning rate over time") var schedule: ScheduleOptions
  @OptionGroup(title: "Regularization") var regularization: RegularizationOptions
  @OptionGroup(title: "Machine") var machine: MachineOptions
  @OptionGroup(title: "Run") var target: RunOptions

  func validate() throws {
    if heads != nil, !head.hidden.values.isEmpty {
      throw ValidationError("--heads says the hidden layers of each head: give it, or --hidden")
    }
    try baselines.verifySelection(heads: heads)
  }

  mutating func run() throws {
    if let run = resumption.resume { return try goOn(with: run) }
    var configuration = try RunConfiguration(
      command: .crossval, dataPath: data.requiredPath())
    data.apply(to: &configuration.data)
    backbone.apply(to: &configuration.backbone)
    head.apply(to: &configuration.head)
    configuration.training = training.configuration(
      optimizer, schedule, regularization, augmentation)
    augmentation.apply(to: &configuration)
    machine.apply(to: &configuration.machine)
    let candidates =
      heads?.candidates(configuration.head, selecting: baselines.selectFeatures) ?? []
    resampling.apply(to: &configuration.resampling, heads: candidates.map(\.settings))
    configuration.resampling.decision = decisions.decision
    configuration.resampling.refits = refit
    baselines.apply(to: &configuration.resampling)
    deployment.apply(to: &configuration.recording)
    if learningCurve { configuration.resampling.drawsLearningCurve = true }
    if candidates.count == 1, !resampling.nested { configuration.head = candidates[0].settings }
    if candidates.count > 1, !resampling.nested {
      let result = try CrossValidateHeads(
        configuration, candidates, reporter: target.speech.reporter,
        cancellation: Entry.cancellation
      ).run(output: target.output, name: target.name)
      return try Output.print(result, asJSON: target.speech.json)
    }
    let result = try CrossValidate(
      configuration, reporter: target.speech.reporter, cancellation: Entry.cancellation
    ).run(output: target.output, name: target.name)
    try Output.print(result, asJSON: target.speech.json)
  }

  private func goOn(with run: String) throws {
    try ResumeOptions.verifyOthers(CommandLine.arguments, data: data.path)
    var settings = RunConfiguration.Machine()
    machine.apply(to: &settings)
    let result = try CrossValidate.resume(
      run, machine: settings, reporter: target.speech.reporter, cancellation: Entry.cancellation)
    try Output.print(result, asJSON: target.speech.json)
  }
}
