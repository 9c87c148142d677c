import Graphs
import Tensors
import Testing
import Workers

@testable import Training

@Suite struct HeadTrainingTests {
  private func fit(
    _ problem: ToyProblem, table: FeatureTable? = nil, epochs: Int = 5, seed: UInt64 = 1,
    items: [Int]? = nil, batchSize: Int = 8,
    optimizer: OptimizerConfiguration = .init(learningRate: 0.05)
  ) throws -> Fit {
    let table = table ?? problem.table
    return try problem.trainer(
      TrainingConfiguration(
        epochs: epochs, batchSize: batchSize, optimizer: optimizer, seed: seed)
    ).fit(
      table, training: items ?? Array(0..<table.count), initial: problem.initial(seed: seed))
  }

  @Test func whatCanBeSeparatedIsSeparated() throws {
    let problem = try ToyProblem(items: 90, spread: 0.2, dropout: 0.1)
    let (training, validation) = (Array(0..<60), Array(60..<90))
    let trainer = try problem.trainer(
      TrainingConfiguration(
        epochs: 25, batchSize: 16, optimizer: OptimizerConfiguration(learningRate: 0.03)))
    let fit = try trainer.fit(
      problem.table, training: training, validation: validation, initial: problem.initial(seed: 0))
    let history = fit.history
    #expect(history.map(\.epoch) == Array(1...25))
    #expect(history[24].trainingLoss < history[0].trainingLoss / 4)
    #expect(history[24].trainingAccuracy > 0.9)
    let probabilities = try trainer.probabilities(
      problem.table, items: validation, parameters: fit.parameters)
    #expect(probabilities.count == validation.count * ToyProblem.classes)
    var correct = 0
    for (row, item) in validation.enumerated() {
      let own = Array(probabilities[row * 3..<row * 3 + 3])
      #expect(abs(own.reduce(0, +) - 1) < 1e-5)
      if own.max() == own[problem.table.labels[item]] { correct += 1 }
    }
    let accuracy = Double(correct) / Double(validation.count)
    #expect(accuracy > 0.9)
    #expect(history.first { $0.epoch == fit.epoch }?.validationAccuracy == accuracy)
  }

  @Test func oneSeedGivesTheSameBitsAndAnotherDoesNot() throws {
    let problem = try ToyProblem(dropout: 0.3, norm: true)
    let first = try fit(problem)
    let again = try fit(problem)
    #expect(again.bits == first.bits)
    #expect(again.history == first.history)
    #expect(try fit(problem, seed: 2).bits != first.bits)
  }

  /// With one and the same beginning, so that order and dropout alone make the difference.
  @Test(arguments: [0, 0.3]) func theSeedDrawsOrderAndDropout(dropout: Double) throws {
    let problem = try ToyProblem(dropout: dropout)
    let initial = try problem.initial(seed: 0)
    // A full batch has no order that could differ.
    let batchSize = dropout > 0 ? 60 : 8
    let ends = try [UInt64(1), 2].map { seed in
      try problem.trainer(TrainingConfiguration(epochs: 2, batchSize: batchSize, seed: seed))
        .fit(problem.table, training: Array(0..<60), initial: initial).bits
    }
    #expect(ends[0] != ends[1])
  }

  @Test func theNumberOfWorkersChangesNoBit() throws {
    let problem = try ToyProblem(items: 40, dropout: 0.3)
    let results = try [1, 2, 3].map { count in
      try Workers(count: count).map(6) { _, task in
        try fit(problem, epochs: 3, seed: UInt64(task % 3)).bits
      }
    }
    #expect(results[1] == results[0])
    #expect(results[2] == results[0])
    #expect(results[0][3] == results[0][0])
    #expect(results[0][1] != results[0][0])
  }

  @Test func frozenLayersAreNotAmongTheParameters() throws {
    var builder = GraphBuilder(input: .init(height: 1, width: 1, channels: 6))
    var x = builder.add("conv", .convolution(.init(outputChannels: 6, kernel: 1)), builder.input)
    x = builder.add("pool", .globalAveragePooling, x)
    _ = builder.add("head.output", .linear(.init(outputFeatures: 3)), x)
    let trainer = try ToyProblem.trainer(try builder.build(), TrainingConfiguration())
    #expect(trainer.parameters.map(\.name) == ["head.output.weight", "head.output.bias"])
  }

  @Test func bfloat16FeaturesTrainAsTheNumbersThatTheyHold() throws {
    let problem = try ToyProblem()
    let halved = try problem.table.features.converted(to: .bfloat16)
    func table(_ features: Tensor) -> FeatureTable {
      FeatureTable(
        features: features, labels: problem.table.labels, weights: problem.table.weights,
        identifiers: problem.table.identifiers)
    }
    let found = try fit(problem, table: table(halved))
    #expect(try fit(problem, table: table(halved.converted(to: .float32))).bits == found.bits)
    #expect(try fit(problem).bits != found.bits)
  }

  @Test func epochsTakeTheViewsInTurn() throws {
    let problem = try ToyProblem(items: 30)
    let labels = problem.table.labels
    let views = (1...3).map { ToyProblem.rows(items: 30, spread: 0.3, seed: UInt64(10 + $0)) }
    let (a, b, c) = (views[0], views[1], views[2])
    func end(_ views: [[[Float]]], epochs: Int) throws -> [String: [UInt32]] {
      let table = try ToyProblem.table(
        rows: views[0], views: Array(views.dropFirst()), labels: labels)
      return try fit(problem, table: table, epochs: epochs).bits
    }
    // The first epoch sees the first view: the pictures as they are.
    let seen = try fit(problem, table: ToyProblem.table(rows: a, labels: labels), epochs: 1).bits
    #expect(try end([a, b], epochs: 1) == seen)
    #expect(try end([b, a], epochs: 1) != seen)
    // The second one the second, and the third of two the first again.
    #expect(try end([a, b], epochs: 2) == end([a, b, c], epochs: 2))
    #expect(try end([a, b], epochs: 2) != end([a, c], epochs: 2))
    #expect(try end([a, b], epochs: 3) == end([a, b, a], epochs: 3))
    #expect(try end([a, b], epochs: 3) != end([a, b, b], epochs: 3))
  }

  @Test func validationSeesThePicturesAsTheyAre() throws {
    let problem = try ToyProblem(items: 30)
    let rows = ToyProblem.rows(items: 30, spread: 0.3, seed: 3)
    let view = ToyProblem.rows(items: 30, spread: 0.3, seed: 4)
    // What trains stays, what is validated on changes.
    let others = Array(rows[..<20]) + view[20...]
    let labels = problem.table.labels
    func losses(_ rows: [[Float]]) throws -> [Double?] {
      let table = try ToyProblem.table(rows: rows, views: [view], labels: labels)
      return try problem.trainer(TrainingConfiguration(epochs: 2)).fit(
        table, training: Array(0..<20), validation: Array(20..<30),
        initial: problem.initial(seed: 0)
      ).history.map(\.validationLoss)
    }
    #expect(try losses(rows) != losses(others))
  }

  @Test func nothingToTrainOnIsAnError() throws {
    let problem = try ToyProblem()
    #expect(throws: TrainingError.noItems) { try fit(problem, items: []) }
  }

  @Test(arguments: [
    TrainingConfiguration(epochs: 0), TrainingConfiguration(batchSize: 0),
    TrainingConfiguration(batchSize: 65_537), TrainingConfiguration(earlyStoppingPatience: 0),
    TrainingConfiguration(optimizer: OptimizerConfiguration(learningRate: 0)),
  ])
  func settingsOutsideTheirRangesAreRefused(configuration: TrainingConfiguration) throws {
    let problem = try ToyProblem()
    #expect(throws: TrainingError.self) { try problem.trainer(configuration) }
  }
}
