import ArgumentParser
import Workbench

/// What a run is called and how it speaks.
struct OutputOptions: ParsableArguments {
  @Flag(help: "Print one JSON object on standard output.")
  var json = false

  @Flag(help: "Say nothing but results and warnings.")
  var quiet = false

  @Flag(help: "Say more.")
  var verbose = false

  var reporter: Terminal { Terminal(isQuiet: quiet, isVerbose: verbose) }
}

struct RunOptions: ParsableArguments {
  @Option(help: "The run's folder. (default: runs/<command>-<n>)")
  var output: String?

  @Option(help: "The run's folder under runs/.")
  var name: String?

  @Option(help: "A YAML file whose keys are the names of these flags; flags win over it.")
  var config: String?

  @OptionGroup var speech: OutputOptions

  func validate() throws {
    if output != nil, name != nil {
      throw ValidationError("--output and --name both say where the run goes; give one")
    }
  }
}
