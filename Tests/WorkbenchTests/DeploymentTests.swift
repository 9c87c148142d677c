import Foundation
import Graphs
import Testing

@testable import Workbench

/// What using a model takes.
@Suite struct DeploymentTests {
  private func measurement(
    _ machine: RunConfiguration.Machine, trainingCount: Int? = nil
  ) throws -> DeploymentMeasurement {
    DeploymentMeasurement(
      model: try Model(folder: DemoModel.model), folder: try DemoModel.model, precision: .float32,
      machine: machine, trainingCount: trainingCount, reporter: SilentReporter())
  }

  @Test func timesAreOrderedAndEveryBatchIsMeasured() throws {
    var machine = RunConfiguration.Machine()
    machine.threads = 2
    let result = try measurement(machine).run()
    for latency in [result.latency, try #require(result.backboneLatency)] {
      #expect(latency.repetitions >= 10)
      #expect(latency.median > 0 && latency.median <= latency.percentile90)
      #expect(latency.percentile90 <= latency.percentile99)
    }
    #expect(result.throughput.map(\.batch) == DeploymentMeasurement.batches)
    for entry in result.throughput {
      #expect(entry.threads == 2)
      #expect(entry.imagesPerSecond > 0)
      #expect(entry.images % entry.batch == 0 && entry.images >= 4 * entry.batch)
    }
    // More pictures at a time need more buffers, and more threads more of them.
    let buffers = result.throughput.map(\.memory.activationBytes)
    #expect(result.memory.activationBytes * 2 == buffers[0])
    #expect(buffers == buffers.sorted() && buffers[2] > 8 * buffers[0])
  }

  @Test func aBatchThatDoesNotFitTheMemoryIsLeftOut() throws {
    var machine = RunConfiguration.Machine()
    machine.threads = 1
    let whole = try measurement(machine).run()
    let weights = try Model(folder: DemoModel.model).parameters.values.reduce(0) {
      $0 + $1.byteCount
    }
    let second = whole.throughput[1].memory
    machine.memoryLimit =
      MemoryLimit.programByteCount + weights + second.weightBytes + second.activationBytes
    #expect(try measurement(machine).run().throughput.map(\.batch) == [1, 8])
  }

  @Test func baselinesAreMeasuredWithTheBackboneThatTheyNeed() throws {
    var machine = RunConfiguration.Machine()
    machine.threads = 2
    #expect(try measurement(machine).run().baselines == nil)
    let result = try measurement(machine, trainingCount: 60).run()
    let baselines = try #require(result.baselines)
    #expect(baselines.map(\.name) == [.logisticRegression, .nearestNeighbours])
    let cost = ModelCost(of: try Model(folder: DemoModel.model).description, folder: nil)
    let head = try #require(cost.head)
    let disk = try #require(result.cost.diskBytes) - 4 * head.parameters
    // 1,280 features and an intercept for each of two classes, or of 60 pictures and their label.
    #expect(baselines.map(\.diskBytes) == [disk + 4 * 2562, disk + 4 * 60 * 1281])
    let own = [8 * 2562, 60 * (4 * 1280 + 12)]
    for (baseline, bytes) in zip(baselines, own) {
      #expect(baseline.trainingImages == 60)
      let latency = baseline.latency
      #expect(latency.repetitions >= 10)
      #expect(latency.median > 0 && latency.median <= latency.percentile90)
      #expect(latency.percentile90 <= latency.percentile99)
      #expect(baseline.throughput.map(\.batch) == DeploymentMeasurement.batches)
      #expect(baseline.throughput.allSatisfy { $0.imagesPerSecond > 0 && $0.threads == 2 })
      // The head's weights are not among them.
      let backbone = baseline.memory.weightBytes - bytes
      #expect(backbone > 0 && backbone < result.memory.weightBytes)
      #expect(
        baseline.throughput[0].memory.activationBytes == 2 * baseline.memory.activationBytes)
    }
    // Both stand behind the same backbone.
    #expect(
      baselines[0].memory.weightBytes - own[0] == baselines[1].memory.weightBytes - own[1])
    #expect(baselines[1].memory.activationBytes > baselines[0].memory.activationBytes)
  }

  @Test func neighboursThatDoNotFitTheMemoryAreLeftOut() throws {
    var machine = RunConfiguration.Machine()
    machine.threads = 1
    machine.memoryLimit = 300_000_000
    let result = try measurement(machine, trainingCount: 100_000).run()
    #expect(result.baselines?.map(\.name) == [.logisticRegression])
  }

  @Test func costIsThatOfTheGraphAndTheFiles() throws {
    let model = try Model(folder: DemoModel.model)
    let cost = ModelCost(of: model.description, folder: try DemoModel.model)
    #expect(cost.network.parameters == model.description.graph.trainableParameterCount)
    #expect(cost.network.multiplyAdds == model.description.graph.multiplyAdds)
    let head = try #require(cost.head)
    // A linear layer from 1,280 features to two classes.
    #expect(cost.featureCount == 1280 && head.multiplyAdds == 2560 && head.parameters == 2562)
    let files = try ["model.safetensors", "model.json", "labels.txt"].map { name in
      try Data(contentsOf: URL(filePath: DemoModel.model + "/" + name)).count
    }
    #expect(cost.diskBytes == files.reduce(0, +))
    #expect(ModelCost(of: model.description, folder: nil).diskBytes == nil)
  }
}
