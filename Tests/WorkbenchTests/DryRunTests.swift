import Backbones
import Graphs
import Names
import Testing

@testable import Workbench

@Suite struct DryRunTests {
  private let scratch: Scratch
  private let configuration: RunConfiguration

  init() throws {
    scratch = try Scratch()
    // Files that no decoder would take: a dry run never opens one.
    for name in ["cat", "dog", "fox"] {
      for number in 0..<2 {
        try scratch.copy(#filePath, to: "photos/\(name)/\(number).jpg")
      }
    }
    var configuration = RunConfiguration(command: .train, dataPath: scratch.file("photos"))
    configuration.backbone.name = "resnet18"
    self.configuration = configuration
  }

  private func plan(
    _ freeze: String, changing change: (inout RunConfiguration) -> Void = { _ in }
  ) throws -> DryRun.Result {
    var configuration = configuration
    configuration.backbone.freeze = try FreezingPolicy(freeze)
    change(&configuration)
    return try DryRun(configuration).run()
  }

  @Test(arguments: ["all", "none", "until:layer2", "stages:1", "match:*.bn?.*", "gradual:2"])
  func theLayersAddUpToTheTotals(freeze: String) throws {
    let plan = try plan(freeze)
    #expect(plan.layers.reduce(0) { $0 + $1.parameters } == plan.totals.parameters)
    #expect(plan.layers.reduce(0) { $0 + $1.trainedParameters } == plan.totals.trainedParameters)
    #expect(plan.layers.reduce(0) { $0 + $1.multiplyAdds } == plan.totals.multiplyAdds)
    #expect(plan.layers.reduce(0) { $0 + $1.keptBytes } == plan.totals.keptBytes)
    #expect(
      plan.layers.filter { !$0.isBeforeBoundary }.reduce(0) { $0 + $1.multiplyAdds }
        == plan.totals.multiplyAddsBehindBoundary)
    // torchvision's 11,689,512 with a classifier of 1000 classes, here of 3.
    #expect(plan.totals.parameters == 11_689_512 - 997 * 513)
    for layer in plan.layers {
      #expect((layer.trainedParameters > 0) == (layer.trainedFromEpoch != nil))
      #expect((layer.trainedParameters > 0) == !layer.learningRates.isEmpty)
      if layer.isBeforeBoundary {
        #expect(layer.trainedParameters == 0)
        #expect(layer.keptBytes == 0)
      }
    }
  }

  @Test func aStageThatTrainsIsToldLayerByLayer() throws {
    let plan = try plan("until:layer3")
    #expect(plan.boundary.node == "layer3.1.relu2")
    #expect(plan.boundary.shape == [14, 14, 256])
    #expect(plan.boundary.bytes == 14 * 14 * 256 * 4)
    #expect(plan.classes == ["cat", "dog", "fox"])
    #expect(plan.images == 6)
    let last = try #require(plan.layers.last { $0.isBeforeBoundary })
    #expect(last.name == "layer3.1.add")
    #expect(last.operations == ["addition", "relu"])
    let first = try #require(plan.layers.first { !$0.isBeforeBoundary })
    #expect(first.name == "layer4.0.conv1")
    #expect(first.shape == [7, 7, 512])
    #expect(first.parameters == 512 * 256 * 9)
    #expect(first.multiplyAdds == 7 * 7 * 512 * 256 * 9)
    #expect(first.trainedFromEpoch == 1)
    #expect(first.learningRates == [1e-3 * 0.1])
    // The norm is multiplied into the convolution: what lies between them is not there.
    #expect(first.keptBytes == 0)
    let norm = try #require(plan.layers.first { $0.name == "layer4.0.bn1" })
    #expect(norm.keptBytes == 7 * 7 * 512 * 4)
    #expect(plan.layers.last?.name == "head.output")
    #expect(plan.layers.last?.learningRates == [1e-3])
  }

  @Test func batchNormModesAreToldWithTheNorms() throws {
    let modes = try BatchNormMode.allCases.map { mode in
      let plan = try plan("stages:1") {
        $0.backbone.batchNorm = mode
        $0.head.hidden = [4]
        $0.head.hasNorm = true
      }
      #expect(plan.boundary.node == (mode == .frozen ? "layer3.1.relu2" : "conv1"))
      #expect(plan.layers.first { $0.name == "head.norm1" }?.statistics == .train)
      #expect(plan.layers.first { $0.name == "conv1" }?.statistics == nil)
      return plan.layers.first { $0.name == "bn1" }?.statistics
    }
    #expect(modes == BatchNormMode.allCases)
  }

  @Test func phasesAreToldInOrder() throws {
    let gradual = try plan("gradual:8")
    #expect(gradual.phases.map(\.epochs) == [[1, 8], [9, 16], [17, 20]])
    #expect(gradual.phases.map(\.thawed) == [["head"], ["layer4"], ["layer3"]])
    #expect(gradual.phases.map(\.boundary.node) == ["avgpool", "layer3.1.relu2", "layer2.1.relu2"])
    #expect(gradual.phases.map(\.keptBytes) == gradual.phases.map(\.keptBytes).sorted())
    let epochs = gradual.layers.filter { $0.name.hasSuffix(".0.conv1") }.map(\.trainedFromEpoch)
    #expect(epochs == [nil, nil, 17, 9])
    let two = try plan("none") { $0.backbone.headEpochs = 5 }
    #expect(two.phases.map(\.epochs) == [[1, 5], [6, 20]])
    #expect(
      two.phases.map(\.thawed) == [["head"], ["stem", "layer1", "layer2", "layer3", "layer4"]])
    #expect(two.layers.first?.trainedFromEpoch == 6)
    #expect(try plan("all").phases.map(\.thawed) == [["head"]])
  }

  @Test func ratesOfLayersFollowTheirGroups() throws {
    var configuration = configuration
    configuration.backbone.freeze = .nothing
    configuration.backbone.learningRateFactor = 0.5
    configuration.training.optimizer.learningRate = 2
    configuration.training.parameterGroups.factors = [
      .init(pattern: NamePattern("*.bias"), factor: 3)
    ]
    let plan = try DryRun(configuration).run()
    #expect(plan.layers[0].learningRates == [1])
    #expect(plan.layers[1].learningRates == [3, 1])
    #expect(plan.layers.last?.learningRates == [6, 2])
  }

  @Test func aWholeResNetKeepsWhatAutogradKeepsOrLess() throws {
    // Measured with PyTorch's saved-tensor hooks on a ResNet-18 with in-place ReLU: 19,972,096 bytes of
    // floats behind the input, and 200,704 places of maxima, which cost eight bytes each there.
    let batch = try plan("none") {
      $0.head.dropout = 0
      $0.backbone.batchNorm = .train
    }
    #expect(batch.totals.keptBytes == 19_972_096 + 200_704)
    // With constant statistics the norms are part of the convolutions, and their inputs are not there.
    let running = try plan("none") { $0.head.dropout = 0 }
    #expect(running.totals.keptBytes * 100 < batch.totals.keptBytes * 52)
  }

  @Test func bfloat16HalvesWhatIsHandedOver() throws {
    let single = try plan("stages:1")
    let half = try plan("stages:1") { $0.backbone.precision = .bfloat16 }
    #expect(half.boundary.bytes * 2 == single.boundary.bytes)
    #expect(half.totals.keptBytes < single.totals.keptBytes)
  }

  @Test func whatCannotBeTrainedCannotBePlanned() {
    var configuration = configuration
    configuration.training.epochs = 0
    #expect(throws: (any Error).self) { try DryRun(configuration).run() }
  }

  @Test(arguments: Architecture.allCases)
  func everyArchitectureCanBePlanned(architecture: Architecture) throws {
    let plan = try plan("stages:1") {
      $0.backbone.name = architecture.rawValue
      $0.backbone.weights = "none"
    }
    #expect(plan.totals.trainedParameters > 0)
    #expect(plan.totals.trainedParameters < plan.totals.parameters)
    #expect(plan.phases.map(\.thawed.last) == ["head"])
  }
}
