import Foundation
import Graphs
import Testing

@testable import Workbench

/// What using a model takes.
@Suite struct DeploymentTests {
  private func measurement(_ machine: RunConfiguration.Machine) throws -> DeploymentMeasurement {
    DeploymentMeasurement(
      model: try Model(folder: DemoModel.model), folder: try DemoModel.model, precision: .float32,
      machine: machine, reporter: SilentReporter())
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
