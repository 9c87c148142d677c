import Testing

@testable import Training

@Suite struct AdamWTests {
  /// The seventh step from a state in the middle of a training, against the paper's formula in double
  /// precision. Each result is of a handful of roundings, each at most half a unit in the last place:
  /// the state may be off by 2 units, the parameter by 2 units of itself.
  @Test func aStepIsThePapersFormula() {
    let (parameter, gradient): ([Float], [Float]) = ([1.5, -0.75, 2], [0.5, -3, 1e-3])
    let (mean, square): ([Float], [Float]) = ([0.25, 0.5, -1e-4], [0.5, 4, 1e-5])
    var run = OptimizerRun(AdamW(), parameter: parameter, slots: [mean, square], step: 6)
    run.move(gradient: gradient, learningRate: 0.01, weightDecay: 0.1)
    // The constants as single precision has them.
    let (rate, decay) = (Double(Float(0.01)), Double(Float(0.1)))
    let (first, second) = (Double(Float(0.9)), Double(Float(0.999)))
    for index in parameter.indices {
      let slope = Double(gradient[index])
      let m = first * Double(mean[index]) + (1 - first) * slope
      let v = second * Double(square[index]) + (1 - second) * slope * slope
      var p = Double(parameter[index])
      p -= rate * decay * p
      p -=
        rate * (m / (1 - power(first, 7)))
        / ((v / (1 - power(second, 7))).squareRoot() + Double(Float(1e-8)))
      #expect(unitsApart(run.slots[0][index], m) <= 2)
      #expect(unitsApart(run.slots[1][index], v) <= 2)
      #expect(unitsApart(run.parameter[index], p) <= 2)
    }
  }

  @Test func theFirstStepIsAsLongAsTheLearningRateWhateverTheGradient() {
    var run = OptimizerRun(AdamW(), parameter: [0, 0, 0])
    run.move(gradient: [1e-3, 1, 1e3], learningRate: 0.01)
    for moved in run.parameter { #expect(abs(moved + 0.01) < 1e-6) }
  }

  private func power(_ base: Double, _ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { product, _ in product * base }
  }
}
