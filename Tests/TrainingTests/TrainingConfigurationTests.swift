import Foundation
import Names
import Testing

@testable import Training

@Suite struct TrainingConfigurationTests {
  @Test(arguments: [
    (TrainingConfiguration(epochs: 0), "--epochs"),
    (TrainingConfiguration(batchSize: 65_537), "--batch-size"),
    (TrainingConfiguration(optimizer: .init(learningRate: 0)), "--lr"),
    (TrainingConfiguration(epochs: 3, schedule: .init(warmupEpochs: 3)), "--warmup-epochs"),
    (TrainingConfiguration(parameterGroups: .init(layerDecay: 2)), "--layer-decay"),
    (
      TrainingConfiguration(
        optimizer: .init(weightDecay: 0), parameterGroups: .init(decaysAll: true)),
      "--decay-all"
    ),
    (TrainingConfiguration(gradientLimit: 0), "--clip-gradient"),
    (TrainingConfiguration(gradientLimit: .nan), "--clip-gradient"),
    (TrainingConfiguration(averageDecay: 1), "--ema"),
    (TrainingConfiguration(averageDecay: 0), "--ema"),
    (TrainingConfiguration(labelSmoothing: 1), "--label-smoothing"),
    (TrainingConfiguration(labelSmoothing: -0.1), "--label-smoothing"),
    (TrainingConfiguration(classWeights: .listed(weights: ["a": -1])), "--class-weights"),
    (TrainingConfiguration(classWeights: .balanced, sampler: .balanced), "--class-weights"),
    (TrainingConfiguration(minimumDelta: 0.1), "--min-delta"),
    (TrainingConfiguration(minimumDelta: -0.1, earlyStoppingPatience: 1), "--min-delta"),
    (TrainingConfiguration(earlyStoppingPatience: 0), "--early-stopping"),
  ])
  func aSettingThatCannotBeIsNamed(configuration: TrainingConfiguration, flag: String) {
    let error = #expect(throws: TrainingError.self) { try configuration.validate() }
    #expect(error?.description.hasPrefix(flag + ": expected ") == true)
  }

  @Test func theDefaultsAreThoseOfTheCommandLine() throws {
    let configuration = TrainingConfiguration()
    try configuration.validate()
    #expect(configuration.epochs == 20 && configuration.batchSize == 32)
    #expect(configuration.optimizer.name == .adamw && configuration.optimizer.learningRate == 1e-3)
    #expect(configuration.schedule == ScheduleConfiguration(name: .cosine))
    #expect(configuration.flagThatNeedsValidation == nil)
  }

  @Test func aConfigurationSurvivesItsFile() throws {
    let configuration = TrainingConfiguration(
      epochs: 7, optimizer: .init(name: .rmsprop, momentum: 0.3, l1: 0.1),
      schedule: .init(name: .multistep, warmupEpochs: 1, milestones: [2, 4]),
      parameterGroups: .init(
        layerDecay: 0.7, factors: [.init(pattern: NamePattern("a.*"), factor: 3)],
        decaysAll: true), gradientLimit: 1, averageDecay: 0.99, labelSmoothing: 0.1,
      classWeights: .listed(weights: ["a": 2]), sampler: .balanced, monitor: .macroF1,
      minimumDelta: 0.01, earlyStoppingPatience: 3, seed: .max)
    let copy = try JSONDecoder().decode(
      TrainingConfiguration.self, from: JSONEncoder().encode(configuration))
    #expect(copy == configuration)
  }

  @Test func whatFollowsAValidationPartSaysSo() {
    #expect(
      TrainingConfiguration(earlyStoppingPatience: 2).flagThatNeedsValidation
        == "--early-stopping")
    #expect(
      TrainingConfiguration(schedule: .init(name: .plateau)).flagThatNeedsValidation
        == "--schedule plateau")
  }
}
