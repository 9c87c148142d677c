import ArgumentParser
import Workbench

/// What is fitted to held-out folds, and kept with the model of `--refit`.
struct DecisionOptions: ParsableArguments {
  @Option(
    help:
      "Make probabilities mean what they say, by what is fitted to the held-out folds: temperature (one number) or vector (two a class)."
  )
  var calibrate: RunConfiguration.Decision.Calibration?

  @Option(
    help: ArgumentHelp(
      "Answer only from the confidence on at which held-out pictures are this right; the model abstains below.",
      valueName: "share"))
  var answerAccuracy: Double?

  @Option(
    help: ArgumentHelp(
      "Take pictures for this class from a threshold of its own on, chosen on held-out folds for --target-precision or --costs.",
      valueName: "class"))
  var positive: String?

  @Option(help: ArgumentHelp("That the class of --positive shall have.", valueName: "share"))
  var targetPrecision: Double?

  @Option(
    help: ArgumentHelp(
      "What a false alarm and a miss of the class of --positive cost.", valueName: "alarm,miss"))
  var costs: NumberList?

  func validate() throws {
    if let costs, costs.values.count != 2 {
      throw ValidationError("--costs takes two numbers: of a false alarm, of a miss (1,10)")
    }
  }

  /// `nil` if none was asked for.
  var decision: RunConfiguration.Decision? {
    var decision = RunConfiguration.Decision()
    decision.calibration = calibrate
    decision.answerAccuracy = answerAccuracy
    decision.positive = positive
    decision.targetPrecision = targetPrecision
    if let costs, costs.values.count == 2 {
      decision.costs = .init(falseAlarm: costs.values[0], miss: costs.values[1])
    }
    return decision == RunConfiguration.Decision() ? nil : decision
  }
}

extension RunConfiguration.Decision.Calibration: ExpressibleByArgument {}
