import ArgumentParser
import Training

struct ScheduleOptions: ParsableArguments {
  @Option(
    name: .customLong("lr"), parsing: .unconditional,
    help: "Learning rate; `graft lr-find` suggests one.")
  var learningRate = 1e-3

  @Option(
    help:
      "constant, step, multistep, exponential, cosine, cosine-restarts, cyclic, one-cycle or plateau."
  )
  var schedule: ScheduleConfiguration.Name = .cosine

  @Option(
    parsing: .unconditional,
    help: "Epochs in which the rate rises to the schedule's first; the schedule begins after them.")
  var warmupEpochs = 0

  @Option(
    parsing: .unconditional,
    help:
      "What step, multistep and plateau (default: 0.1) and exponential (default: 0.9, every epoch) multiply the rate with."
  )
  var gamma: Double?

  @Option(parsing: .unconditional, help: "Epochs between the steps of step. (default: 5)")
  var stepEpochs: Int?

  @Option(
    help: ArgumentHelp("Epochs after which multistep changes the rate.", valueName: "6,12"))
  var milestones: IntegerList?

  @Option(parsing: .unconditional, help: "Epochs before the first restart. (default: 5)")
  var restartEpochs: Int?

  @Option(
    parsing: .unconditional,
    help: "How much longer each part is than the one before, with cosine-restarts. (default: 1)")
  var restartMultiplier: Int?

  @Option(parsing: .unconditional, help: "Epochs of a cycle of cyclic, up and down. (default: 4)")
  var cycleEpochs: Int?

  @Option(
    parsing: .unconditional,
    help: "Share of the rate that each cycle of cyclic begins with. (default: 0.1)")
  var cycleLowest: Double?

  @Option(
    parsing: .unconditional,
    help: "Epochs without improvement that plateau bears before it lowers the rate. (default: 3)")
  var plateauPatience: Int?

  var configuration: ScheduleConfiguration {
    ScheduleConfiguration(
      name: schedule, warmupEpochs: warmupEpochs, gamma: gamma, stepEpochs: stepEpochs,
      milestones: milestones?.values, restartEpochs: restartEpochs,
      restartMultiplier: restartMultiplier, cycleEpochs: cycleEpochs, cycleLowest: cycleLowest,
      plateauPatience: plateauPatience)
  }
}

extension ScheduleConfiguration.Name: ExpressibleByArgument {}
