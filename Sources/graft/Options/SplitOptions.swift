import ArgumentParser
import Workbench

/// What of the pictures is held out of a single training.
struct SplitOptions: ParsableArguments {
  @Option(help: "Share of the pictures on which the epoch is chosen.")
  var valSplit = 0.2

  @Option(help: "Share of the pictures that is only judged in the end.")
  var testSplit = 0.0

  func apply(to data: inout RunConfiguration.Data) {
    data.validationFraction = valSplit
    data.testFraction = testSplit
  }
}
