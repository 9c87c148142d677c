import Kernels
import Tensors
import Testing
import Workers

@testable import Graphs

@Suite struct InferencePlanTests {
  /// A network with every operation: a residual block with a projection, grouped, depthwise and strided
  /// convolutions, both paddings, a concatenation, both poolings, a norm of its own, a classifier.
  static func everything(size: Int = 19) throws -> Graph {
    var builder = GraphBuilder(input: .init(height: size, width: size + 2))
    var x = builder.add(
      "stem", .convolution(.init(outputChannels: 32, kernel: 3, stride: 2, padding: .same)),
      builder.input)
    x = builder.add("stemNorm", .batchNorm(.init(epsilon: 1e-3)), x)
    x = builder.add("stemActivation", .activation(.relu6), x)
    x = builder.add("pool", .pooling(.init(.maximum, kernel: 3, stride: 1, padding: 1)), x)
    builder.endStage("stem")
    let shortcut = builder.add(
      "project", .convolution(.init(outputChannels: 48, kernel: 1, hasBias: true)), x)
    var y = builder.add(
      "first", .convolution(.init(outputChannels: 48, kernel: 3, padding: 1, groups: 2)), x)
    y = builder.add("firstNorm", .batchNorm(.init()), y)
    y = builder.add("firstActivation", .activation(.relu), y)
    y = builder.add(
      "second", .convolution(.init(outputChannels: 48, kernel: 3, padding: 1)), y)
    y = builder.add("secondNorm", .batchNorm(.init()), y)
    y = builder.add("sum", .addition, y, shortcut)
    y = builder.add("sumActivation", .activation(.relu), y)
    builder.endStage("block")
    let depthwise = builder.add(
      "depthwise",
      .convolution(
        .init(outputChannels: 48, kernel: 5, padding: .same, groups: 48)), y)
    let average = builder.add(
      "average", .pooling(.init(.average, kernel: 3, stride: 1, padding: 1, countsPadding: false)),
      y)
    var z = builder.add("join", .concatenation, depthwise, average)
    z = builder.add("joinNorm", .batchNorm(.init()), z)
    z = builder.add("joinActivation", .activation(.relu), z)
    builder.endStage("join")
    z = builder.add("adaptive", .adaptiveAveragePooling(.init(height: 3, width: 3)), z)
    z = builder.add("drop", .dropout(.init(rate: 0.5)), z)
    z = builder.add("flatten", .flatten, z)
    z = builder.add("hidden", .linear(.init(outputFeatures: 40)), z)
    z = builder.add("hiddenActivation", .activation(.relu), z)
    _ = builder.add("classes", .linear(.init(outputFeatures: 7)), z)
    return try builder.build()
  }

  private func stages(of graph: Graph) -> [Int] {
    graph.stages.map(\.lastNode) + [graph.nodes.count - 1]
  }

  @Test(arguments: [19, 24])
  func fastKernelsAgreeWithTheReferenceAtEveryStage(size: Int) throws {
    let graph = try Self.everything(size: size)
    let parameters = try RandomNetwork.parameters(of: graph)
    let pictures = try RandomNetwork.pictures(3, for: graph)
    func run(_ kernels: any KernelSet) throws -> [Tensor] {
      try InferencePlan(
        graph: graph, outputs: stages(of: graph), parameters: parameters, microBatch: 2,
        kernels: kernels
      ).run(pictures, on: Workers(count: 2))
    }
    let expected = try run(ReferenceKernels())
    let found = try run(OneDNN())
    for (stage, (found, expected)) in zip(found, expected).enumerated() {
      #expect(found.shape == expected.shape)
      #expect(
        RandomNetwork.relativeError(found.floats, expected.floats) < 1e-5, "stage \(stage)")
    }
  }

  @Test func bfloat16StaysNearSinglePrecision() throws {
    let graph = try Self.everything()
    guard (try? OneDNN().requireSupport(for: .bfloat16)) != nil else { return }
    let parameters = try RandomNetwork.parameters(of: graph)
    let pictures = try RandomNetwork.pictures(3, for: graph)
    func run(_ precision: Precision) throws -> [Tensor] {
      try InferencePlan(
        graph: graph, outputs: stages(of: graph), parameters: parameters, microBatch: 2,
        precision: precision, kernels: OneDNN()
      ).run(pictures, on: Workers(count: 1))
    }
    for (found, expected) in zip(try run(.bfloat16), try run(.float32)) {
      #expect(found.elementType == .bfloat16)
      let error = RandomNetwork.relativeError(found.floats, expected.floats)
      #expect(error < 0.05)
      #expect(error > 0)
    }
  }

  @Test func aHeadBehindReducedPrecisionRunsInSinglePrecision() throws {
    guard (try? OneDNN().requireSupport(for: .bfloat16)) != nil else { return }
    let graph = try Self.everything()
    let features = try #require(graph.index(ofNode: "flatten"))
    let parameters = try RandomNetwork.parameters(of: graph)
    let outputs = try InferencePlan(
      graph: graph, outputs: [features, graph.nodes.count - 1], parameters: parameters,
      microBatch: 2, precision: .bfloat16, lastReducedNode: features, kernels: OneDNN()
    ).run(RandomNetwork.pictures(2, for: graph), on: Workers(count: 1))
    #expect(outputs[0].elementType == .bfloat16)
    #expect(outputs[1].elementType == .float32)
    // The head by its definition, on the very features.
    var x = outputs[0].floats.map(Double.init)
    for layer in ["hidden", "classes"] {
      let weight = try #require(parameters[layer + ".weight"]).floats.map(Double.init)
      let bias = try #require(parameters[layer + ".bias"]).floats.map(Double.init)
      x = Reference.linear(x, batch: 2, weight: weight, bias: bias)
      if layer == "hidden" { x = Reference.activation(x, .relu) }
    }
    #expect(RandomNetwork.relativeError(outputs[1].floats, x.map(Float.init)) < 1e-5)
  }

  @Test func aPictureGivesTheSameBitsInEveryPlaceOfAMicroBatch() throws {
    let graph = try Self.everything()
    let plan = try InferencePlan(
      graph: graph, parameters: RandomNetwork.parameters(of: graph), microBatch: 4,
      kernels: OneDNN())
    let picture = try RandomNetwork.pictures(1, for: graph).floats
    let alone = try plan.run(
      Tensor(picture, shape: Shape([1] + plan.inputShape.dimensions.dropFirst())),
      on: Workers(count: 1))[0].floats
    for place in 0..<4 {
      var pictures = try RandomNetwork.pictures(4, for: graph, seed: UInt64(place + 10)).floats
      pictures.replaceSubrange(
        place * picture.count..<(place + 1) * picture.count, with: picture)
      let found = try plan.run(Tensor(pictures, shape: plan.inputShape), on: Workers(count: 1))
      #expect(Array(found[0].floats[place * alone.count..<(place + 1) * alone.count]) == alone)
    }
  }

  @Test func theNumberOfWorkersChangesNoBit() throws {
    let graph = try Self.everything()
    let plan = try InferencePlan(
      graph: graph, parameters: RandomNetwork.parameters(of: graph), microBatch: 2,
      kernels: OneDNN())
    let pictures = try RandomNetwork.pictures(9, for: graph)
    let expected = try plan.run(pictures, on: Workers(count: 1))[0].floats
    for count in [2, 3] {
      #expect(try plan.run(pictures, on: Workers(count: count))[0].floats == expected)
    }
  }

  @Test func residualAdditionsAndActivationsDisappearIntoConvolutions() throws {
    let graph = try Self.everything()
    let steps = Fusion.steps(of: graph, outputs: [graph.nodes.count - 1]).steps
    let names = steps.map { graph.nodes[$0.node].name }
    #expect(
      names == [
        "stem", "pool", "project", "first", "second", "depthwise", "average", "join", "joinNorm",
        "joinActivation", "adaptive", "flatten", "hidden", "classes",
      ])
    let second = steps[4]
    #expect(
      second.work
        == .convolution(
          norm: graph.index(ofNode: "secondNorm"), addsResidual: true, activation: .relu))
  }

  @Test func aWantedValueIsNotFusedAway() throws {
    let graph = try Self.everything()
    let wanted = try #require(graph.index(ofNode: "secondNorm"))
    let steps = Fusion.steps(of: graph, outputs: [wanted]).steps
    #expect(steps.last?.output == wanted)
    #expect(steps.map { graph.nodes[$0.node].name } == ["stem", "pool", "first", "second"])
  }

  @Test func aMissingOrMisshapenWeightIsNamed() throws {
    let graph = try Self.everything()
    var parameters = try RandomNetwork.parameters(of: graph)
    parameters["second.weight"] = nil
    #expect(throws: GraphError.missingParameter(name: "second.weight")) {
      try InferencePlan(
        graph: graph, parameters: parameters, microBatch: 1, kernels: OneDNN())
    }
    parameters["second.weight"] = try Tensor(zeros: [48, 48, 3, 4])
    #expect(
      throws: GraphError.parameterShape(
        name: "second.weight", expected: [48, 48, 3, 3], found: [48, 48, 3, 4])
    ) {
      try InferencePlan(
        graph: graph, parameters: parameters, microBatch: 1, kernels: OneDNN())
    }
  }

  @Test func picturesOfAnotherSizeAreRefused() throws {
    let graph = try Self.everything()
    let plan = try InferencePlan(
      graph: graph, parameters: RandomNetwork.parameters(of: graph), microBatch: 1,
      kernels: ReferenceKernels())
    #expect(throws: GraphError.self) {
      try plan.run(Tensor(zeros: [1, 20, 21, 3]), on: Workers(count: 1))
    }
  }
}
