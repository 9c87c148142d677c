import Backbones
import Testing
import Workers

@testable import Training

@Suite struct TrainerWorkersTests {
  private let configuration = TrainingConfiguration(
    epochs: 2, batchSize: 8,
    optimizer: OptimizerConfiguration(name: .momentum, learningRate: 0.05, weightDecay: 0.01),
    gradientLimit: 1, averageDecay: 0.9, seed: 4)

  /// Three micro-batches a step, the last one padded.
  @Test(arguments: BatchNormMode.allCases)
  func theNumberOfWorkersChangesNoBit(batchNorm: BatchNormMode) throws {
    let problem = try ConvolutionalProblem()
    let trainer = try problem.trainer(configuration, batchNorm: batchNorm)
    let initial = try problem.initial()
    @Sendable func fit(_ workers: Workers?) throws -> Fit {
      try trainer.fit(
        source: problem.source, training: ConvolutionalProblem.training,
        validation: ConvolutionalProblem.validation, initial: initial, workers: workers)
    }
    let alone = try Workers(count: 1).run { try fit(nil) }
    for count in 1...3 {
      let together = try fit(Workers(count: count))
      #expect(together.bits == alone.bits, "\(count) workers")
      #expect(together.history == alone.history, "\(count) workers")
    }
    #expect(alone.history.count == 2)
    for (name, bits) in alone.bits {
      let isStatistic = name.contains("running")
      let stays = initial[name]?.floats.map(\.bitPattern) == bits
      #expect(stays == (isStatistic && batchNorm == .frozen), "\(name)")
    }
  }

  @Test(arguments: [1, 3])
  func probabilitiesDoNotDependOnWorkersOrNeighbours(workers: Int) throws {
    let problem = try ConvolutionalProblem()
    let trainer = try problem.trainer(configuration)
    let initial = try problem.initial()
    let source = try problem.source(trainer.phases[0], initial)
    func probabilities(_ items: [Int]) throws -> [Float] {
      try trainer.probabilities(
        source, items: items, parameters: initial, workers: Workers(count: workers))
    }
    let all = try probabilities(Array(0..<8))
    let classes = ConvolutionalProblem.classes
    for item in 0..<8 {
      #expect(try probabilities([item]) == Array(all[item * classes..<(item + 1) * classes]))
    }
    #expect(Set(all).count > 16)
  }
}
