import Testing

@testable import Training

/// One step of each optimizer, from a state in the middle of a training, beside its published formula.
@Suite struct OptimizerFormulaTests {
  struct Element<Value: BinaryFloatingPoint> {
    var parameter, gradient: Value
    var slots: [Value]
  }

  static let parameter: [Float] = [1.5, -0.75, 2, 3e-3, -12, 0.1]
  static let gradient: [Float] = [0.5, 3, 1e-3, 2e-4, 7, 0.33]
  static let slots: [[Float]] = [
    [0.25, 0.5, 1e-4, 3e-5, 40, 0.02], [0.5, 4, 1e-5, 2e-6, 3, 0.07],
  ]
  static let step = 7
  static let rate: Float = 0.01

  /// The formulas, written once for any precision: in single precision in the order that the documentation
  /// gives, in double precision for what they mean.
  static func moved<Value: BinaryFloatingPoint>(
    _ element: Element<Value>, by configuration: OptimizerConfiguration, decay: Value
  ) -> Element<Value> {
    var (p, slots) = (element.parameter, element.slots)
    let rate = Value(Self.rate)
    let momentum = Value(Float(configuration.momentum ?? 0))
    let epsilon = Value(Float(configuration.epsilon ?? 0))
    let first = Value(Float(configuration.betas?.first ?? 0))
    let second = Value(Float(configuration.betas?.second ?? 0))
    let isDecoupled = configuration.name == .adamw
    let g = isDecoupled ? element.gradient : element.gradient + decay * p
    switch configuration.name {
    case .sgd where momentum == 0:
      p = p - rate * g
    case .sgd, .momentum:
      slots[0] = momentum * slots[0] + g
      p = p - rate * slots[0]
    case .nesterov:
      slots[0] = momentum * slots[0] + g
      p = p - rate * (g + momentum * slots[0])
    case .adagrad:
      slots[0] = slots[0] + g * g
      p = p - rate * (g / (slots[0].squareRoot() + epsilon))
    case .rmsprop:
      let smoothing = Value(Float(0.99))
      slots[0] = smoothing * slots[0] + (1 - smoothing) * g * g
      let direction = g / (slots[0].squareRoot() + epsilon)
      if momentum > 0 {
        slots[1] = momentum * slots[1] + direction
        p = p - rate * slots[1]
      } else {
        p = p - rate * direction
      }
    case .adam, .adamw:
      slots[0] = first * slots[0] + (1 - first) * g
      slots[1] = second * slots[1] + (1 - second) * g * g
      let size =
        slots[1].squareRoot() / Value(corrections(configuration).second) + epsilon
      let kept = isDecoupled ? p * (1 - rate * decay) : p
      p = kept - rate / Value(corrections(configuration).first) * (slots[0] / size)
    }
    return Element(parameter: p, gradient: element.gradient, slots: slots)
  }

  /// `1 − β₁ᵗ` and `√(1 − β₂ᵗ)`, known in double precision.
  static func corrections(
    _ configuration: OptimizerConfiguration
  ) -> (first: Double, second: Double) {
    func power(_ base: Double) -> Double {
      (0..<step).reduce(1) { product, _ in product * Double(Float(base)) }
    }
    let betas = configuration.betas ?? .init()
    return (1 - power(betas.first), (1 - power(betas.second)).squareRoot())
  }

  static let configurations =
    OptimizerConfiguration.Name.allCases.map { OptimizerConfiguration(name: $0) } + [
      OptimizerConfiguration(name: .sgd, momentum: 0.5),
      OptimizerConfiguration(name: .rmsprop, momentum: 0.5, epsilon: 1e-3),
      OptimizerConfiguration(name: .adam, betas: .init(first: 0.8, second: 0.9), epsilon: 1e-4),
    ]

  private func run(_ configuration: OptimizerConfiguration, decay: Float) -> OptimizerRun {
    let optimizer = configuration.optimizer
    var run = OptimizerRun(
      optimizer, parameter: Self.parameter, slots: Array(Self.slots.prefix(optimizer.slotCount)),
      step: Self.step - 1)
    run.move(gradient: Self.gradient, learningRate: Self.rate, weightDecay: decay)
    return run
  }

  @Test(arguments: configurations, [Float(0), 0.1])
  func aStepIsTheFormulaInSinglePrecision(
    configuration: OptimizerConfiguration, decay: Float
  ) {
    let run = run(configuration, decay: decay)
    for index in Self.parameter.indices {
      let expected = Self.moved(
        Element(
          parameter: Self.parameter[index], gradient: Self.gradient[index],
          slots: Self.slots.map { $0[index] }), by: configuration, decay: decay)
      #expect(unitsApart(run.parameter[index], Double(expected.parameter)) <= 1)
      for (slot, value) in zip(run.slots, expected.slots) {
        #expect(unitsApart(slot[index], Double(value)) <= 1)
      }
    }
  }

  /// A state is of at most four roundings, each of at most half a unit in the last place; a parameter of one more,
  /// as its steps are smaller than itself. What is subtracted may have been larger than the difference, so
  /// units are those of the larger.
  @Test(arguments: configurations, [Float(0), 0.1])
  func aStepIsTheFormulaInDoublePrecision(
    configuration: OptimizerConfiguration, decay: Float
  ) {
    let run = run(configuration, decay: decay)
    for index in Self.parameter.indices {
      let expected = Self.moved(
        Element(
          parameter: Double(Self.parameter[index]), gradient: Double(Self.gradient[index]),
          slots: Self.slots.map { Double($0[index]) }), by: configuration, decay: Double(decay))
      let unit = max(Self.parameter[index].magnitude, run.parameter[index].magnitude).ulp
      #expect(abs(Double(run.parameter[index]) - expected.parameter) <= 2 * Double(unit))
      for (slot, value) in zip(run.slots, expected.slots) {
        #expect(unitsApart(slot[index], value) <= 2)
      }
    }
  }

  /// Decay and the step's number matter, so that the comparisons above could have failed.
  @Test(arguments: configurations)
  func theFormulaDependsOnItsParts(configuration: OptimizerConfiguration) {
    let plain = run(configuration, decay: 0)
    #expect(plain.parameter != Self.parameter)
    #expect(zip(plain.parameter, run(configuration, decay: 0.1).parameter).allSatisfy { $0 != $1 })
  }

  @Test func adamsFirstStepIsAsLongAsTheLearningRateWhateverTheGradient() {
    for name in [OptimizerConfiguration.Name.adam, .adamw] {
      var run = OptimizerRun(
        OptimizerConfiguration(name: name).optimizer, parameter: [0, 0, 0])
      run.move(gradient: [1e-3, 1, 1e3], learningRate: 0.01)
      for moved in run.parameter { #expect(abs(moved + 0.01) < 1e-6) }
    }
  }
}
