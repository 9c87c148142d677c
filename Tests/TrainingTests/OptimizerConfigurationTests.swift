import Testing

@testable import Training

@Suite struct OptimizerConfigurationTests {
  @Test func theDefaultsArePyTorchs() {
    func constants(_ name: OptimizerConfiguration.Name) -> [Double?] {
      let own = OptimizerConfiguration(name: name)
      return [own.momentum, own.betas?.first, own.betas?.second, own.epsilon, own.weightDecay]
    }
    #expect(constants(.sgd) == [0, nil, nil, nil, 0])
    #expect(constants(.momentum) == [0.9, nil, nil, nil, 0])
    #expect(constants(.nesterov) == [0.9, nil, nil, nil, 0])
    #expect(constants(.adagrad) == [nil, nil, nil, 1e-10, 0])
    #expect(constants(.rmsprop) == [0, nil, nil, 1e-8, 0])
    #expect(constants(.adam) == [nil, 0.9, 0.999, 1e-8, 0])
    #expect(constants(.adamw) == [nil, 0.9, 0.999, 1e-8, 0.01])
  }

  @Test(arguments: OptimizerConfiguration.Name.allCases)
  func theDefaultsAreAllowed(name: OptimizerConfiguration.Name) throws {
    try OptimizerConfiguration(name: name).validate()
  }

  @Test(arguments: [
    (OptimizerConfiguration(learningRate: 0), "--lr"),
    (OptimizerConfiguration(learningRate: -.infinity), "--lr"),
    (OptimizerConfiguration(learningRate: .infinity), "--lr"),
    (OptimizerConfiguration(learningRate: .nan), "--lr"),
    (OptimizerConfiguration(name: .sgd, momentum: 1), "--momentum"),
    (OptimizerConfiguration(name: .nesterov, momentum: -0.1), "--momentum"),
    (OptimizerConfiguration(name: .rmsprop, momentum: .nan), "--momentum"),
    (OptimizerConfiguration(name: .adam, momentum: 0.9), "--momentum"),
    (OptimizerConfiguration(name: .adagrad, momentum: 0), "--momentum"),
    (OptimizerConfiguration(betas: .init(first: 1, second: 0.9)), "--betas"),
    (OptimizerConfiguration(betas: .init(first: 0.9, second: .nan)), "--betas"),
    (OptimizerConfiguration(name: .rmsprop, betas: .init()), "--betas"),
    (OptimizerConfiguration(epsilon: 0), "--epsilon"),
    (OptimizerConfiguration(epsilon: .infinity), "--epsilon"),
    (OptimizerConfiguration(name: .sgd, epsilon: 1e-8), "--epsilon"),
    (OptimizerConfiguration(weightDecay: -1), "--weight-decay"),
    (OptimizerConfiguration(weightDecay: .nan), "--weight-decay"),
    (OptimizerConfiguration(l1: -1), "--l1"),
    (OptimizerConfiguration(l1: .infinity), "--l1"),
  ])
  func aConstantThatCannotBeIsNamed(configuration: OptimizerConfiguration, flag: String) throws {
    let error = #expect(throws: TrainingError.self) { try configuration.validate() }
    #expect(error?.description.hasPrefix(flag + ": expected ") == true)
  }
}
