import ArgumentParser
import Workbench

/// What a training leaves behind besides its model.
struct RecordingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How many of the newest checkpoints are kept, the last among them; the best is kept besides.",
      valueName: "n"))
  var keepCheckpoints = 1

  @Flag(help: "Histograms of the trained parameters in the TensorBoard event file.")
  var histograms = false

  @OptionGroup var deployment: DeploymentOptions

  func apply(to recording: inout RunConfiguration.Recording) {
    recording.keptCheckpoints = keepCheckpoints
    recording.histograms = histograms
    deployment.apply(to: &recording)
  }
}
