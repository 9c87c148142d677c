import ArgumentParser
import Workbench

/// Whether the finished model is measured.
struct DeploymentOptions: ParsableArguments {
  @Flag(
    help:
      "Measure latency, throughput, memory and size of the finished model and of logistic regression and nearest neighbours in its head's place, for deployment.json and report.html: some seconds."
  )
  var deployment = false

  func apply(to recording: inout RunConfiguration.Recording) {
    if deployment { recording.measuresDeployment = true }
  }
}
