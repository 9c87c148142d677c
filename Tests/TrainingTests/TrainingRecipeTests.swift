import Graphs
import Names
import Tensors
import Testing

@testable import Training

/// What the settings do to a whole fit.
@Suite struct TrainingRecipeTests {
  private let base = TrainingConfiguration(
    epochs: 3, batchSize: 8, optimizer: OptimizerConfiguration(learningRate: 0.05))

  private func fit(
    _ configuration: TrainingConfiguration, _ problem: ToyProblem? = nil,
    training: some Sequence<Int> = 0..<60, validation: Range<Int> = 0..<0, classes: [String] = []
  ) throws -> Fit {
    let problem = try problem ?? ToyProblem()
    return try Trainer(
      graph: problem.graph, configuration: configuration,
      kernels: problem.trainer(configuration.withoutLabels).kernels, classes: classes
    ) { $0.name.hasPrefix("head.") }.fit(
      problem.table, training: Array(training), validation: Array(validation),
      initial: problem.initial(seed: 0))
  }

  private func changed(
    _ change: (inout TrainingConfiguration) -> Void
  ) -> TrainingConfiguration {
    var configuration = base
    change(&configuration)
    return configuration
  }

  /// Nothing is parsed and ignored: each setting moves the bits.
  @Test(
    arguments: [
      { $0.optimizer.l1 = 0.01 }, { $0.parameterGroups.decaysAll = true },
      { $0.optimizer.betas = .init(first: 0.8) }, { $0.optimizer.epsilon = 0.01 },
      { $0.gradientLimit = 0.1 }, { $0.averageDecay = 0.9 }, { $0.labelSmoothing = 0.1 },
      { $0.classWeights = .listed(weights: ["a": 2]) }, { $0.sampler = .balanced },
      { $0.schedule.warmupEpochs = 1 }, { $0.schedule = .init(name: .oneCycle) },
      { $0.parameterGroups.factors = [.init(pattern: NamePattern("*.bias"), factor: 2)] },
    ] as [@Sendable (inout TrainingConfiguration) -> Void])
  func everySettingMatters(change: @Sendable (inout TrainingConfiguration) -> Void) throws {
    let configuration = changed(change)
    let classes = ["a", "b", "c"]
    // Fewer of the last class, so that there is something to balance.
    let items = (0..<60).filter { $0 % 3 < 2 || $0 < 30 }
    let found = try fit(configuration, training: items, classes: classes)
    #expect(found.bits != (try fit(base, training: items).bits))
    #expect(try fit(configuration, training: items, classes: classes).bits == found.bits)
  }

  @Test(arguments: OptimizerConfiguration.Name.allCases)
  func everyOptimizerLearns(name: OptimizerConfiguration.Name) throws {
    let rate = name == .sgd || name == .adagrad ? 0.3 : 0.03
    let fit = try fit(
      TrainingConfiguration(
        epochs: 15, batchSize: 8, optimizer: OptimizerConfiguration(name: name, learningRate: rate)
      ), ToyProblem(spread: 0.2))
    #expect(fit.history[14].trainingLoss < fit.history[0].trainingLoss / 3)
    #expect(fit.history[14].trainingAccuracy > 0.9)
  }

  /// A tenth of the rate for all is a tenth of the rate.
  @Test func aFactorForAllIsTheRate() throws {
    let slow = changed { $0.optimizer.learningRate = 0.025 }
    let halved = changed {
      $0.parameterGroups.factors = [.init(pattern: NamePattern("*"), factor: 0.5)]
    }
    #expect(try fit(slow).bits == fit(halved).bits)
  }

  /// With one step an epoch, what is kept can be computed from what the steps leave.
  @Test func theAverageOfTheWeightsIsJudgedAndKept() throws {
    let problem = try ToyProblem(norm: true)
    let plain = changed { $0.batchSize = 40 }
    var averaging = plain
    averaging.averageDecay = 0.5
    func ends(_ configuration: TrainingConfiguration) throws -> (
      Fit, [[String: Tensor]]
    ) {
      var ends: [[String: Tensor]] = []
      let fit = try problem.trainer(configuration).fit(
        problem.table, training: Array(0..<40), validation: Array(40..<60),
        initial: problem.initial(seed: 0)
      ) { _, _, parameters in ends.append(try parameters()) }
      return (fit, ends)
    }
    let (rawFit, raw) = try ends(plain)
    let (fit, averaged) = try ends(averaging)
    let initial = try problem.initial(seed: 0)
    for name in raw[0].keys {
      var expected = try #require(initial[name]).floats.map(Double.init)
      for step in 1...3 {
        let decay = min(0.5, Double(1 + step) / Double(10 + step))
        let values = try #require(raw[step - 1][name]).floats
        for index in expected.indices {
          expected[index] = decay * expected[index] + (1 - decay) * Double(values[index])
        }
        let found = try #require(averaged[step - 1][name]).floats
        #expect(zip(found, expected).allSatisfy { abs(Double($0) - $1) < 1e-5 }, "\(name)")
      }
    }
    #expect(raw[0].keys.contains("head.norm1.running_mean"))
    #expect(fit.history.map(\.trainingLoss) == rawFit.history.map(\.trainingLoss))
    #expect(fit.history.map(\.validationLoss) != rawFit.history.map(\.validationLoss))
    #expect(fit.bits == averaged[fit.epoch - 1].mapValues { $0.floats.map(\.bitPattern) })
  }

  /// Clipped to almost nothing, a step of gradient descent is almost none.
  @Test func clippingBoundsTheStep() throws {
    let problem = try ToyProblem()
    func moved(limit: Double?) throws -> Double {
      let fit = try fit(
        TrainingConfiguration(
          epochs: 1, batchSize: 60,
          optimizer: OptimizerConfiguration(name: .sgd, learningRate: 1),
          gradientLimit: limit), problem)
      let initial = try problem.initial(seed: 0)
      var sum = 0.0
      for (name, tensor) in fit.parameters {
        let start = try #require(initial[name]).floats
        for (end, start) in zip(tensor.floats, start) {
          let difference = Double(end - start)
          sum += difference * difference
        }
      }
      return sum.squareRoot()
    }
    #expect(abs(try moved(limit: 0.01) - 0.01) < 1e-4)
    #expect(try moved(limit: 1e6) == moved(limit: nil))
    #expect(try moved(limit: nil) > 0.1)
  }

  /// An item of a class that counts twice is an item of weight two.
  @Test func aClassesWeightIsItsItems() throws {
    let problem = try ToyProblem(items: 30)
    let rows = ToyProblem.rows(items: 30, spread: 0.3, seed: 3)
    let labels = problem.table.labels
    let weighted = try ToyProblem.table(
      rows: rows, labels: labels, weights: labels.map { $0 == 1 ? 2 : 1 })
    let expected = try problem.trainer(base).fit(
      weighted, training: Array(0..<30), initial: problem.initial(seed: 0))
    let found = try fit(
      changed { $0.classWeights = .listed(weights: ["b": 2]) }, problem, training: 0..<30,
      classes: ["a", "b", "c"])
    #expect(found.bits == expected.bits)
  }

  /// Balanced over the training items: those that choose have no say.
  @Test func balancedWeightsKnowTheTrainingItemsAlone() throws {
    let problem = try ToyProblem(items: 41)
    // Of the training items as many are of each class, of all items they are not.
    let found = try fit(
      changed { $0.classWeights = .balanced }, problem, training: 0..<30, validation: 30..<41)
    let plain = try fit(base, problem, training: 0..<30, validation: 30..<41)
    #expect(found.bits == plain.bits)
  }

  @Test func validationIsNeitherWeightedNorSmoothed() throws {
    let problem = try ToyProblem(items: 60)
    // A rate so low that no weight moves.
    let still = changed { $0.optimizer = OptimizerConfiguration(name: .sgd, learningRate: 1e-30) }
    var recipe = still
    recipe.labelSmoothing = 0.3
    recipe.classWeights = .listed(weights: ["b": 7])
    let (a, b) = (
      try fit(still, problem, training: 0..<30, validation: 30..<60),
      try fit(recipe, problem, training: 0..<30, validation: 30..<60, classes: ["a", "b", "c"])
    )
    #expect(a.history.map(\.validationLoss) == b.history.map(\.validationLoss))
    #expect(a.history.map(\.trainingLoss) != b.history.map(\.trainingLoss))
  }

  /// Exact zeros, which L2 does not leave.
  @Test func l1LeavesZeros() throws {
    func zeros(_ optimizer: OptimizerConfiguration) throws -> Int {
      let fit = try fit(TrainingConfiguration(epochs: 30, batchSize: 8, optimizer: optimizer))
      return fit.parameters.values.reduce(0) { $0 + $1.floats.count { $0 == 0 } }
    }
    #expect(try zeros(.init(name: .sgd, learningRate: 0.3, l1: 0.02)) > 10)
    #expect(try zeros(.init(name: .sgd, learningRate: 0.3, weightDecay: 0.02)) == 0)
  }

  @Test func recordsHoldWhatCanBeWatched() throws {
    let fit = try fit(base, ToyProblem(items: 60), training: 0..<30, validation: 30..<60)
    for record in fit.history {
      // Classes are of ten items each.
      let accuracy = try #require(record.validationAccuracy)
      #expect(abs((record.validationBalancedAccuracy ?? 0) - accuracy) < 1e-12)
      #expect(record.validationMacroF1 != nil)
    }
  }
}

extension TrainingConfiguration {
  /// For a trainer that knows no labels.
  fileprivate var withoutLabels: TrainingConfiguration {
    var copy = self
    copy.classWeights = .equal
    return copy
  }
}
