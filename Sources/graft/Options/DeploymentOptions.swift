import ArgumentParser
import Workbench

/// Whether the finished model is measured.
struct DeploymentOptions: ParsableArguments {
  @Flag(
    help:
      "Measure latency, throughput and memory of the finished model, for deployment.json and report.html: some seconds."
  )
  var deployment = false

  func apply(to recording: inout RunConfiguration.Recording) {
    if deployment { recording.measuresDeployment = true }
  }
}
