import Backbones
import Graphs
import Testing

@Suite struct TrainingPhasesTests {
  private func phases(
    _ text: String, batchNorm: BatchNormMode = .frozen, headEpochs: Int = 0, factor: Double = 0.1,
    epochs: Int = 10
  ) throws -> [TrainingPhase] {
    try TrainingPhases(
      freezing: FreezingPolicy(text), batchNorm: batchNorm, headEpochs: headEpochs,
      backboneLearningRateFactor: factor, epochs: epochs,
      of: FreezingNetworkTests.grafted(.resNet18)
    ).phases
  }

  @Test func aConstantPolicyIsOnePhase() throws {
    for text in ["all", "none", "until:layer2", "stages:2", "match:conv1.*"] {
      let phases = try phases(text, batchNorm: .adapt)
      #expect(phases.map(\.epochs) == [1...10])
      #expect(phases.map(\.batchNorm) == [.adapt])
      let graph = try FreezingNetworkTests.grafted(.resNet18)
      #expect(try phases[0].trained == FreezingPolicy(text).trained(in: graph, epoch: 10))
    }
  }

  @Test func gradualHasAPhaseForEachThawWithinTheEpochs() throws {
    let gradual = try phases("gradual:3", batchNorm: .train)
    #expect(gradual.map(\.epochs) == [1...3, 4...6, 7...9, 10...10])
    // The head is alone on features that stay as they are.
    #expect(gradual.map(\.batchNorm) == [.frozen, .train, .train, .train])
    #expect(try phases("gradual:1", epochs: 100).map(\.epochs.lowerBound) == [1, 2, 3, 4, 5, 6])
  }

  @Test func headEpochsComeBeforeThePolicy() throws {
    let graph = try FreezingNetworkTests.grafted(.resNet18)
    let phases = try phases("stages:1", batchNorm: .train, headEpochs: 4)
    #expect(phases.map(\.epochs) == [1...4, 5...10])
    #expect(phases.map(\.batchNorm) == [.frozen, .train])
    #expect(try phases[0].trained == FreezingPolicy.all.trained(in: graph, epoch: 1))
    #expect(try phases[1].trained == FreezingPolicy.stages(1).trained(in: graph, epoch: 1))
  }

  @Test func everyEpochBelongsToOnePhase() throws {
    let all = try TrainingPhases(
      freezing: .gradual(epochs: 2), epochs: 7, of: FreezingNetworkTests.grafted(.resNet18))
    #expect((1...8).map { all.phase(ofEpoch: $0).epochs.lowerBound } == [1, 1, 3, 3, 5, 5, 7, 7])
  }

  @Test func theBackboneLearnsAtALowerRateThanTheHead() throws {
    let graph = try FreezingNetworkTests.grafted(.resNet18)
    let phase = try #require(try phases("none", factor: 0.25).first)
    for parameter in graph.parameters {
      #expect(
        phase.learningRateFactor(of: parameter) == (parameter.name.hasPrefix("head.") ? 1 : 0.25))
    }
    #expect(
      try TrainingPhases(freezing: .nothing, epochs: 1, of: graph).phases[0]
        .backboneLearningRateFactor == 0.1)
  }

  @Test(arguments: [
    ("gradual:10", 0, 0.1, "nothing thaws within --epochs 10"),
    ("stages:1", 10, 0.1, "0 to 9"), ("stages:1", -1, 0.1, "--head-epochs"),
    ("all", 2, 0.1, "the head is alone anyway"), ("gradual:2", 2, 0.1, "one of the two"),
    ("none", 0, 0.0, "--backbone-lr-factor: expected a number above 0"),
    ("none", 0, -1.0, "above 0"), ("none", 0, .infinity, "above 0"), ("none", 0, .nan, "above 0"),
    ("all", 0, 0.5, "nothing to apply 0.5 to"),
  ])
  func whatDoesNotGoTogetherIsRefused(
    text: String, headEpochs: Int, factor: Double, part: String
  ) throws {
    let error = #expect(throws: BackboneError.self) {
      try phases(text, headEpochs: headEpochs, factor: factor)
    }
    #expect("\(try #require(error))".contains(part))
  }

  @Test func headEpochsGoWithStatisticsThatAdaptUnderAFrozenBackbone() throws {
    #expect(try phases("all", batchNorm: .adapt, headEpochs: 2).map(\.epochs) == [1...2, 3...10])
  }
}
