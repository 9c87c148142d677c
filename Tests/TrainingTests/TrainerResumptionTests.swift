import Backbones
import Graphs
import Tensors
import Testing
import Workers

@testable import Training

/// A fit that was stopped and goes on ends as one that was not.
@Suite struct TrainerResumptionTests {
  static let recipes = [
    ResumptionRecipe(
      testDescription: "gradual, momentum, plateau, average, batch statistics",
      configuration: TrainingConfiguration(
        epochs: 4, batchSize: 8,
        optimizer: OptimizerConfiguration(
          name: .momentum, learningRate: 0.05, weightDecay: 0.01, l1: 1e-4),
        schedule: ScheduleConfiguration(name: .plateau, gamma: 0.5, plateauPatience: 0),
        gradientLimit: 2, averageDecay: 0.7, monitor: .loss, minimumDelta: 0.05, seed: 1),
      policy: .gradual(epochs: 1), batchNorm: .train),
    ResumptionRecipe(
      testDescription: "head first, AdamW, cosine, warm-up, balanced, adapting",
      configuration: TrainingConfiguration(
        epochs: 4, batchSize: 8, optimizer: OptimizerConfiguration(learningRate: 0.02),
        schedule: ScheduleConfiguration(name: .cosine, warmupEpochs: 1),
        parameterGroups: ParameterGroupPolicy(layerDecay: 0.7), labelSmoothing: 0.1,
        sampler: .balanced, seed: 2),
      batchNorm: .adapt, headEpochs: 1),
    ResumptionRecipe(
      testDescription: "one phase, Adam, early stopping by the Brier score, average",
      configuration: TrainingConfiguration(
        epochs: 5, batchSize: 8, optimizer: OptimizerConfiguration(name: .adam, learningRate: 0.03),
        averageDecay: 0.9, monitor: .brierScore, earlyStoppingPatience: 2, seed: 3),
      policy: .until(stage: "layer1"), batchNorm: .train),
  ]

  private func expectSame(_ found: Fit?, _ expected: Fit, _ when: String) throws {
    let found = try #require(found, "\(when)")
    #expect(found.history == expected.history, "\(when)")
    #expect(found.epoch == expected.epoch, "\(when)")
    let others = Set(found.bits.keys).symmetricDifference(expected.bits.keys)
    #expect(others.isEmpty, "\(when): \(others)")
    let wrong = expected.bits.filter { found.bits[$0.key] != $0.value }.keys.sorted()
    #expect(wrong.isEmpty, "\(when): \(wrong)")
  }

  private func whole(_ recipe: ResumptionRecipe) throws -> (fit: Fit, steps: Int) {
    let (fit, steps) = try ResumptionAttempt(recipe).run()
    return (try #require(fit), steps)
  }

  @Test(arguments: recipes) func whereverItIsCancelledItEndsTheSame(recipe: ResumptionRecipe) throws
  {
    let (expected, steps) = try whole(recipe)
    #expect(steps == 3 * expected.history.count)
    for step in 0..<steps {
      let attempt = try ResumptionAttempt(recipe)
      let first = try attempt.run(steps: step)
      #expect(first.fit == nil && first.steps == step)
      let second = try attempt.run(workers: 1 + step % 3)
      #expect(second.steps == steps - step)
      try expectSame(second.fit, expected, "cancelled after step \(step)")
    }
  }

  @Test(arguments: recipes) func whicheverEpochItIsKilledAfterItEndsTheSame(
    recipe: ResumptionRecipe
  ) throws {
    let expected = try whole(recipe).fit
    for epochs in 1...expected.history.count {
      let attempt = try ResumptionAttempt(recipe)
      #expect(try attempt.run(epochs: epochs).fit == nil)
      try expectSame(attempt.run().fit, expected, "killed after epoch \(epochs)")
    }
  }

  @Test(arguments: recipes) func aStopAfterEveryStepChangesNothing(recipe: ResumptionRecipe) throws
  {
    let expected = try whole(recipe).fit
    let attempt = try ResumptionAttempt(recipe)
    for _ in 0..<100 {
      if let fit = try attempt.run(steps: 1).fit {
        try expectSame(fit, expected, "stopped after every step")
        return
      }
    }
    Issue.record("it never ended")
  }

  /// What thaws later is, in the best epoch, as it was at first: also in a fit that goes on after that.
  @Test func aBestEpochBeforeTheThawIsKeptWhole() throws {
    let recipe = ResumptionRecipe(
      testDescription: "the longer, the worse",
      configuration: TrainingConfiguration(
        epochs: 4, batchSize: 8,
        optimizer: OptimizerConfiguration(learningRate: 0.3), monitor: .loss),
      headEpochs: 2, isContrary: true)
    let (expected, steps) = try whole(recipe)
    try #require(expected.epoch == 1, "\(expected.history.map(\.validationLoss))")
    let start = try ConvolutionalProblem().initial()
    #expect(
      expected.parameters["stem.conv.weight"]?.floats == start["stem.conv.weight"]?.floats)
    for step in [1, 3, 5, 6, 7, steps - 1] {
      let attempt = try ResumptionAttempt(recipe)
      #expect(try attempt.run(steps: step).fit == nil)
      try expectSame(attempt.run().fit, expected, "cancelled after step \(step)")
    }
  }

  @Test func theCheckpointOfAnotherOptimizerIsRefused() throws {
    let attempt = try ResumptionAttempt(Self.recipes[1])
    #expect(try attempt.run(steps: 2).fit == nil)
    let (last, path) = try attempt.files.folder().load { _ in }
    let resumption = try FitResumption(last: last, best: nil, path: path)
    var other = Self.recipes[1].configuration
    other.optimizer = OptimizerConfiguration(name: .momentum)
    other.parameterGroups = ParameterGroupPolicy()
    let problem = attempt.problem
    let error = #expect(throws: TrainingError.self) {
      try problem.trainer(other, batchNorm: .adapt, headEpochs: 1).fit(
        source: problem.source, training: ConvolutionalProblem.training,
        initial: problem.initial(), workers: Workers(count: 1), resuming: resumption)
    }
    guard case .otherState = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }
}
