import Datasets
import Images
import Training

/// The command that repeats a run, with only those flags that are no defaults.
struct RunCommandLine {
  /// Without the shell's quotes.
  private(set) var words: [String]

  init(_ evaluation: EvaluationConfiguration) {
    words = ["graft", evaluation.command, evaluation.model, evaluation.data.path]
    add("--class-names", evaluation.data.classNames)
    add("--robustness", if: evaluation.robustnessCount != nil)
    add("--robustness-count", evaluation.robustnessCount, RobustnessPass.usualCount)
    add("--tta", evaluation.testTimeViews)
    add("--baselines", evaluation.baselinesPath)
    add("--no-baselines", if: !evaluation.comparesBaselines)
    if evaluation.skipsUnreadable { add("--on-bad-image", "skip") }
    add("--precision", evaluation.precision?.rawValue)
    add(evaluation.machine)
    add("--deployment", if: evaluation.recording.measuresDeployment)
  }

  init(_ configuration: RunConfiguration) {
    words = ["graft", configuration.command.rawValue, configuration.data.path]
    let usual = RunConfiguration(command: configuration.command, dataPath: "")
    add(configuration.data, usual.data, of: configuration.command)
    add(
      configuration.resampling, usual.resampling, sharedDropout: configuration.head.dropout)
    add(configuration.backbone, usual.backbone)
    add(configuration.head, usual.head)
    add("--select-features", configuration.selectedFeatures)
    addAugmentation(configuration, usual)
    add(configuration.training, usual.training)
    add(configuration.machine)
    if configuration.command == .train {
      add(
        "--keep-checkpoints", configuration.recording.keptCheckpoints,
        usual.recording.keptCheckpoints)
      add("--histograms", if: configuration.recording.histograms)
    }
    add("--deployment", if: configuration.recording.measuresDeployment == true)
  }

  /// As one types it.
  var text: String {
    let plain = /[A-Za-z0-9_.,:=@%+\/-]+/
    return words.map { word in
      word.wholeMatch(of: plain) != nil
        ? word : "'" + word.replacing("'", with: "'\\''") + "'"
    }.joined(separator: " ")
  }

  // MARK: Flags

  mutating func add(_ flag: String, _ value: (some Any)?) {
    if let value { words += [flag, "\(value)"] }
  }

  mutating func add<Value: Equatable>(_ flag: String, _ value: Value, _ usual: Value) {
    if value != usual { add(flag, value) }
  }

  /// The same for what may be missing, which has no way to be said but silence.
  mutating func add<Value: Equatable>(_ flag: String, _ value: Value?, _ usual: Value?) {
    if value != usual { add(flag, value) }
  }

  mutating func add(_ flag: String, if isWanted: Bool) {
    if isWanted { words.append(flag) }
  }

  mutating func add(_ flag: String, _ values: [Int]) {
    if !values.isEmpty { add(flag, values.map { "\($0)" }.joined(separator: ",")) }
  }
}
