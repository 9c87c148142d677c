import ArgumentParser
import Training

struct RegularizationOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: "Share of each target that is spread over all classes, for example 0.1.")
  var labelSmoothing = 0.0

  @Option(
    help: ArgumentHelp(
      "What each class counts in the training loss: balanced (rare ones more), or weights by label; 1 for the others. (default: all the same)",
      valueName: "balanced|label=weight,..."))
  var classWeights = ClassWeightsArgument(weights: .equal)

  @Option(
    help:
      "Which training pictures an epoch sees: each, or balanced (as many of every class, small ones repeatedly)."
  )
  var sampler: Sampler = .each

  func apply(to configuration: inout TrainingConfiguration) {
    configuration.labelSmoothing = labelSmoothing
    configuration.classWeights = classWeights.weights
    configuration.sampler = sampler
  }
}

struct ClassWeightsArgument: ExpressibleByArgument {
  let weights: ClassWeights

  init(weights: ClassWeights) {
    self.weights = weights
  }

  /// `nil` also for a label that is given twice.
  init?(argument: String) {
    if argument == "balanced" {
      weights = .balanced
      return
    }
    guard let entries = NamedNumbers(argument)?.entries,
      Set(entries.map(\.name)).count == entries.count
    else { return nil }
    weights = .listed(
      weights: Dictionary(uniqueKeysWithValues: entries.map { ($0.name, $0.number) }))
  }

  var defaultValueDescription: String { "" }
}

extension Sampler: ExpressibleByArgument {}
