import Backbones
import Graphs
import Tensors
import Testing
import Workers

@testable import Training

/// What is frozen stays, whatever else happens to it.
@Suite struct TrainerPhasesTests {
  /// Everything that moves weights without a gradient.
  private let configuration = TrainingConfiguration(
    epochs: 4, batchSize: 8,
    optimizer: OptimizerConfiguration(learningRate: 0.02, weightDecay: 0.1, l1: 0.001),
    parameterGroups: ParameterGroupPolicy(decaysAll: true), averageDecay: 0.8)

  /// Parameters after each epoch, the initial ones first.
  private func ends(
    _ policy: FreezingPolicy, _ batchNorm: BatchNormMode, headEpochs: Int = 0
  ) throws -> (trainer: Trainer, ends: [[String: Tensor]], fit: Fit) {
    let problem = try ConvolutionalProblem()
    let trainer = try problem.trainer(
      configuration, freezing: policy, batchNorm: batchNorm, headEpochs: headEpochs)
    var ends = [try problem.initial()]
    let fit = try trainer.fit(
      source: problem.source, training: ConvolutionalProblem.training, initial: ends[0],
      workers: Workers(count: 2),
      observer: FitObserver(save: { checkpoint, _ in
        let tensors = try checkpoint().tensors
        ends.append(ends[0].merging(tensors.filter { ends[0].keys.contains($0.key) }) { $1 })
      }))
    return (trainer, ends, fit)
  }

  /// The names of the parameters in which two states differ.
  private func moved(_ a: [String: Tensor], _ b: [String: Tensor]) -> Set<String> {
    Set(a.keys.filter { name in b[name].map { a[name]?.hasSameBytes(as: $0) != true } ?? true })
  }

  private static let policies: [FreezingPolicy] = [
    .all, .until(stage: "layer1"), .stages(2), .gradual(epochs: 1), .nothing,
    .match([.init("*.conv.weight")]),
  ]

  /// In every phase exactly what trains moves, and the running statistics that the mode says.
  @Test(arguments: policies, BatchNormMode.allCases)
  func exactlyWhatTrainsMoves(policy: FreezingPolicy, batchNorm: BatchNormMode) throws {
    let (trainer, ends, fit) = try ends(policy, batchNorm)
    try #require(ends.count == 5)
    for epoch in 1...4 {
      let phase = trainer.phase(ofEpoch: epoch)
      var expected = phase.trained
      for (node, statistics) in phase.statistics where statistics != .running {
        for parameter in trainer.graph.parameters(ofNode: node) where !parameter.role.isTrainable {
          expected.insert(parameter.name)
        }
      }
      let found = moved(ends[epoch - 1], ends[epoch])
      #expect(
        found == expected, "epoch \(epoch): \(found.symmetricDifference(expected).sorted())")
    }
    let everMoved = moved(ends[0], ends[4])
    for (name, tensor) in fit.parameters where !everMoved.contains(name) {
      #expect(ends[0][name]?.hasSameBytes(as: tensor) == true, "the average of \(name) moved")
    }
    let hasStatistics = everMoved.contains { $0.contains("running") }
    #expect(hasStatistics == (batchNorm != .frozen))
  }

  /// The head's phase leaves even running statistics alone; then everything thaws and stays thawed.
  @Test(arguments: BatchNormMode.allCases)
  func theHeadTrainsFirstAndThenEverything(batchNorm: BatchNormMode) throws {
    let (trainer, ends, _) = try ends(.nothing, batchNorm, headEpochs: 2)
    #expect(trainer.phases.map(\.epochs) == [1...2, 3...4])
    let head: Set = ["head.output.weight", "head.output.bias"]
    #expect(moved(ends[0], ends[1]) == head)
    #expect(moved(ends[1], ends[2]) == head)
    let all = Set(
      trainer.graph.parameters.filter { $0.role.isTrainable || batchNorm != .frozen }.map(\.name))
    #expect(moved(ends[2], ends[3]) == all)
    #expect(moved(ends[3], ends[4]) == all)
  }

  /// A phase goes on with what the last one left, the optimizer's memory of the head included.
  @Test func theOptimizerRemembersTheHeadAcrossAThaw() throws {
    let problem = try ConvolutionalProblem()
    let trainer = try problem.trainer(configuration, headEpochs: 2)
    var counts: [[String: Int]] = []
    _ = try trainer.fit(
      source: problem.source, training: ConvolutionalProblem.training,
      initial: problem.initial(), workers: Workers(count: 2),
      observer: FitObserver(save: { checkpoint, _ in
        counts.append(
          try checkpoint().state(as: FitState.self, path: "").progress.stepCounts)
      }))
    #expect(counts.map { $0["head.output.weight"] } == [3, 6, 9, 12])
    #expect(counts.map { $0["stem.conv.weight"] } == [nil, nil, 3, 6])
  }

  /// The rate of a backbone is half the head's here.
  @Test func aPhasesFactorMultipliesTheRate() throws {
    let problem = try ConvolutionalProblem(dropout: 0)
    let plain = TrainingConfiguration(
      epochs: 1, batchSize: 22, optimizer: OptimizerConfiguration(name: .sgd, learningRate: 0.1))
    func change(_ factors: [String: Double], of name: String) throws -> [Float] {
      let phase = try problem.trainer(plain).phases[0]
      let trainer = try Trainer(
        graph: problem.graph,
        phases: [
          FitPhase(
            epochs: 1...1, trained: phase.trained, boundary: phase.boundary,
            statistics: phase.statistics, learningRateFactors: factors)
        ], configuration: plain, kernels: problem.kernels, microBatch: 3)
      let initial = try problem.initial()
      let fit = try trainer.fit(
        source: problem.source, training: ConvolutionalProblem.training, initial: initial,
        workers: Workers(count: 1))
      let (start, end) = (initial[name]?.floats ?? [], fit.parameters[name]?.floats ?? [])
      return zip(start, end).map { $1 - $0 }
    }
    let name = "layer2.conv.weight"
    let (whole, half) = (try change([:], of: name), try change([name: 0.5], of: name))
    #expect(whole.contains { $0.magnitude > 1e-4 })
    #expect(zip(whole, half).allSatisfy { ($0 / 2 - $1).magnitude < 1e-6 })
    #expect(try change([name: 0.5], of: "stem.conv.weight") == change([:], of: "stem.conv.weight"))
  }
}
