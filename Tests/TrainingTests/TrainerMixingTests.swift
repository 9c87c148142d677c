import Graphs
import Kernels
import Tensors
import Testing
import Workers

@testable import Training

/// Mixed pictures are learned with mixed labels, and judged unmixed.
@Suite struct TrainerMixingTests {
  private static let input = Graphs.Operation.Input(height: 4, width: 5)
  private static let classes = 3

  private let graph: Graph
  private let examples: MixedExamples

  init() throws {
    var builder = GraphBuilder(input: Self.input)
    let x = builder.add("pool", .globalAveragePooling, builder.input)
    _ = builder.add("head.output", .linear(.init(outputFeatures: Self.classes)), x)
    graph = try builder.build()
    var stream = RandomStream(seed: 9, purpose: .test)
    examples = MixedExamples(
      pictures: (0..<14 * 4 * 5 * 3).map { _ in stream.nextNormal() },
      labels: (0..<14).map { ($0 * 5 + $0 / 4) % Self.classes }, input: Self.input)
  }

  private func configuration(_ mixing: MixPolicy, epochs: Int = 1) -> TrainingConfiguration {
    TrainingConfiguration(
      epochs: epochs, batchSize: 10,
      optimizer: OptimizerConfiguration(name: .sgd, learningRate: 1), labelSmoothing: 0.2,
      mixing: mixing, seed: 8)
  }

  private func fit(_ configuration: TrainingConfiguration) throws -> Fit {
    let trainer = try Trainer(
      graph: graph,
      phases: [
        FitPhase(
          epochs: 1...configuration.epochs, trained: Set(graph.parameters.map(\.name)),
          // At the pictures, though nothing trains before they are pooled.
          boundary: FreezeBoundary(of: graph, updates: { $0 == 1 }, trains: { _ in true }))
      ], configuration: configuration, kernels: OneDNN(), microBatch: 4)
    let zeros = Dictionary(
      uniqueKeysWithValues: try graph.parameters.map { ($0.name, try Tensor(zeros: $0.shape)) })
    return try trainer.fit(
      source: { _, _ in examples }, training: Array(0..<10), validation: Array(10..<14),
      initial: zeros, workers: Workers(count: 2))
  }

  /// With all weights zero every class has the probability `1/K`, and one step of gradient descent at rate 1
  /// leaves `W[c, f] = Σ w_r · (t_rc − 1/K) · x_rf`.
  @Test(arguments: [MixPolicy(mixup: 0.8), MixPolicy(cutmix: 1)])
  func aStepSeesMixedPicturesLabelsAndWeights(mixing: MixPolicy) throws {
    let configuration = configuration(mixing)
    let fit = try fit(configuration)
    let order = BatchOrder(
      items: Array(0..<10), identifiers: examples.identifiers, batchSize: 10,
      seed: configuration.seed, epoch: 1)
    let items = Array(order.batches[0])
    let mix = try #require(
      mixing.draw(seed: configuration.seed, epoch: 1, batch: 0, rows: 10, height: 4, width: 5))
    try #require(mix.share > 0.02 && mix.share < 0.98 && mix.partners != Array(0..<10))
    let expected = expectedWeight(
      ExampleBatch(items: items, epoch: 1, mix: mix), smoothing: configuration.labelSmoothing)
    let found = try #require(fit.parameters["head.output.weight"]).floats.map(Double.init)
    #expect(found.count == expected.count)
    #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-6 }, "\(found) \(expected)")
    // Neither the pictures nor the labels alone would do.
    let unmixed = expectedWeight(
      ExampleBatch(items: items, epoch: 1), smoothing: configuration.labelSmoothing)
    #expect(zip(unmixed, expected).contains { abs($0 - $1) > 1e-3 })
    // All classes are as likely, the first is taken: what counts is each picture's own label.
    let first = items.count { examples.labels[$0] == 0 }
    #expect(abs(fit.history[0].trainingAccuracy - Double(first) / 10) < 1e-12)
  }

  private func expectedWeight(_ batch: ExampleBatch, smoothing: Double) -> [Double] {
    let classes = Self.classes
    let channels = Self.input.channels
    let own = batch.items.map { Double(examples.weights[$0]) }
    let total = own.reduce(0, +)
    var weight = [Double](repeating: 0, count: classes * channels)
    for row in batch.items.indices {
      let partner = batch.mix?.partners[row] ?? row
      let share = batch.mix?.share ?? 1
      let picture = examples.picture(row, of: batch)
      for channel in 0..<channels {
        let values = stride(from: channel, to: picture.count, by: channels).map {
          Double(picture[$0])
        }
        let mean = values.reduce(0, +) / Double(values.count)
        for index in 0..<classes {
          func target(_ place: Int) -> Double {
            let isLabel = examples.labels[batch.items[place]] == index
            return (isLabel ? 1 - smoothing : 0) + smoothing / Double(classes)
          }
          let mixed = share * target(row) + (1 - share) * target(partner)
          let rowWeight = (share * own[row] + (1 - share) * own[partner]) / total
          weight[index * channels + channel] += rowWeight * (mixed - 1 / Double(classes)) * mean
        }
      }
    }
    return weight
  }

  @Test func trainingAsksForViewsAndMixesAndJudgingForNeither() throws {
    let mixing = MixPolicy(mixup: 0.4, cutmix: 1)
    let fit = try fit(configuration(mixing, epochs: 3))
    #expect(fit.history.count == 3)
    let training = examples.batches.filter { $0.epoch != nil }
    let judging = examples.batches.filter { $0.epoch == nil }
    #expect(Set(training.map(\.epoch)) == [1, 2, 3])
    for batch in training {
      #expect(batch.items.sorted() == Array(0..<10))
      #expect(
        batch.mix
          == mixing.draw(
            seed: 8, epoch: batch.epoch ?? 0, batch: 0, rows: 10, height: 4, width: 5))
    }
    #expect(Set(training.compactMap(\.mix)).count == 3)
    #expect(judging.allSatisfy { $0.mix == nil && $0.items == Array(10..<14) })
    #expect(judging.count == 3)
  }
}
