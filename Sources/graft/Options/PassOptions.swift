import ArgumentParser
import Graphs
import Workbench

/// How a finished model is run over pictures.
struct PassOptions: ParsableArguments {
  /// What may become of a picture that cannot be read, where there is no run to move it into.
  enum BadImagePolicy: String, ExpressibleByArgument, CaseIterable {
    case error
    case skip
  }

  @Option(
    help: "What becomes of a picture that cannot be read: error, or skip (left out and named).")
  var onBadImage: BadImagePolicy = .error

  @Option(help: "f32, or bf16 where the processor has it. (default: the model's own)")
  var precision: Precision?

  @OptionGroup var workers: WorkerOptions

  @Option(help: "A YAML file whose keys are the names of these flags; flags win over it.")
  var config: String?

  var configuration: PassConfiguration {
    var configuration = PassConfiguration()
    workers.apply(to: &configuration.machine)
    configuration.precision = precision
    configuration.skipsUnreadable = onBadImage == .skip
    return configuration
  }
}
