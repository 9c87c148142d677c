import ArgumentParser
import Training

/// What of a training makes its batches.
struct BatchOptions: ParsableArguments {
  @Option(help: "Pictures a step.")
  var batchSize = 32

  @Option(help: "Seed of splits, initial weights, order, sampling and dropout.")
  var seed: UInt64 = 0

  func apply(to configuration: inout TrainingConfiguration) {
    configuration.batchSize = batchSize
    configuration.seed = seed
  }
}
