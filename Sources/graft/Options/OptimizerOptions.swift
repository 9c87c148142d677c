import ArgumentParser
import Names
import Training

struct OptimizerOptions: ParsableArguments {
  @Option(help: "sgd, momentum, nesterov, adagrad, rmsprop, adam or adamw.")
  var optimizer: OptimizerConfiguration.Name = .adamw

  @Option(
    parsing: .unconditional,
    help: "Of sgd and rmsprop (default: 0), momentum and nesterov (default: 0.9).")
  var momentum: Double?

  @Option(
    help: ArgumentHelp(
      "Decay of the running means of adam and adamw. (default: 0.9,0.999)",
      valueName: "first,second"))
  var betas: BetasArgument?

  @Option(
    parsing: .unconditional,
    help:
      "What keeps the divisor of rmsprop, adam and adamw (default: 1e-8) and adagrad (default: 1e-10) from 0."
  )
  var epsilon: Double?

  @Option(
    parsing: .unconditional,
    help: "L2, in the gradient; decoupled from it with adamw. (default: 0.01 with adamw, else 0)")
  var weightDecay: Double?

  @Option(parsing: .unconditional, help: "L1: pulls weights to exactly 0, after each step.")
  var l1 = 0.0

  @Flag(help: "L1 and L2 also for biases and the parameters of norms, not for weights only.")
  var decayAll = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Longest norm of all gradients together; longer ones are scaled down.", valueName: "norm"))
  var clipGradient: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Learning rates fall by this factor from each stage to the one below it: the head's is --lr, the last stage's --lr times the factor.",
      valueName: "factor"))
  var layerDecay = 1.0

  @Option(
    help: ArgumentHelp(
      "Factors of the learning rate for parameters by name, with * and ?; the first that matches counts.",
      valueName: "glob=factor,..."))
  var lrGroup: FactorList = FactorList(factors: [])

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Judge and keep an exponential moving average of the weights, for example 0.999.",
      valueName: "decay"))
  var ema: Double?

  /// All but the learning rate.
  func apply(to configuration: inout TrainingConfiguration) {
    configuration.optimizer = OptimizerConfiguration(
      name: optimizer, momentum: momentum, betas: betas?.betas, epsilon: epsilon,
      weightDecay: weightDecay, l1: l1)
    configuration.parameterGroups = ParameterGroupPolicy(
      layerDecay: layerDecay, factors: lrGroup.factors, decaysAll: decayAll)
    configuration.gradientLimit = clipGradient
    configuration.averageDecay = ema
  }
}

/// Two numbers with a comma between them.
struct BetasArgument: ExpressibleByArgument {
  let betas: OptimizerConfiguration.Betas

  init?(argument: String) {
    let values = argument.split(separator: ",", omittingEmptySubsequences: false)
      .map { Double($0.drop { $0 == " " }) }
    guard values.count == 2, let first = values[0], let second = values[1] else { return nil }
    betas = .init(first: first, second: second)
  }
}

/// Patterns with their factors, with commas between them.
struct FactorList: ExpressibleByArgument {
  let factors: [ParameterGroupPolicy.Factor]

  init(factors: [ParameterGroupPolicy.Factor]) {
    self.factors = factors
  }

  init?(argument: String) {
    guard let entries = NamedNumbers(argument)?.entries else { return nil }
    factors = entries.map { .init(pattern: NamePattern($0.name), factor: $0.number) }
  }

  var defaultValueDescription: String { "none" }
}

/// `name=number,name=number`: names may hold an equals sign, but no comma.
struct NamedNumbers {
  let entries: [(name: String, number: Double)]

  init?(_ text: String) {
    var entries: [(name: String, number: Double)] = []
    for entry in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let equals = entry.lastIndex(of: "="),
        let number = Double(entry[entry.index(after: equals)...])
      else { return nil }
      let name = entry[..<equals].drop { $0 == " " }
      guard !name.isEmpty else { return nil }
      entries.append((String(name), number))
    }
    self.entries = entries
  }
}

extension OptimizerConfiguration.Name: ExpressibleByArgument {}
