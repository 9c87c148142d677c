import Testing

@testable import Training

@Suite struct StochasticGradientDescentTests {
  /// One step from a state in the middle of a training, in double precision: the state may be off by
  /// 2 units in the last place, the parameter by 2 of itself.
  @Test(arguments: [false, true], [Float(0), 0.1])
  func aStepIsTheFormula(isNesterov: Bool, weightDecay: Float) {
    let (parameter, gradient): ([Float], [Float]) = ([1.5, -0.75, 2], [0.5, -3, 1e-3])
    let velocity: [Float] = [0.25, 2, 1e-2]
    var run = OptimizerRun(
      StochasticGradientDescent(momentum: 0.9, isNesterov: isNesterov), parameter: parameter,
      slots: [velocity], step: 3)
    run.move(gradient: gradient, learningRate: 0.01, weightDecay: weightDecay)
    let (rate, momentum) = (Double(Float(0.01)), Double(Float(0.9)))
    for index in parameter.indices {
      let p = Double(parameter[index])
      let g = Double(gradient[index]) + Double(weightDecay) * p
      let v = momentum * Double(velocity[index]) + g
      #expect(unitsApart(run.slots[0][index], v) <= 2)
      #expect(unitsApart(run.parameter[index], p - rate * (isNesterov ? g + momentum * v : v)) <= 2)
    }
  }

  @Test func withoutMomentumAStepIsTheGradients() {
    var run = OptimizerRun(
      StochasticGradientDescent(momentum: 0, isNesterov: false), parameter: [1, 2])
    for _ in 0..<2 { run.move(gradient: [4, -8], learningRate: 0.125) }
    #expect(run.parameter == [0, 4])
  }
}
