import Kernels
import Tensors
import Testing

@testable import Graphs

@Suite struct TrainingProgramTests {
  /// A head with every operation that has a gradient, behind a frozen convolution.
  static func head() throws -> Graph {
    var builder = GraphBuilder(input: .init(height: 4, width: 5))
    var x = builder.add("conv", .convolution(.init(outputChannels: 6, kernel: 3)), builder.input)
    x = builder.add("convActivation", .activation(.relu), x)
    x = builder.add("spatialNorm", .batchNorm(.init(epsilon: 1e-3)), x)
    let pooled = builder.add("pool", .globalAveragePooling, x)
    _ = pooled
    x = builder.add("hidden", .linear(.init(outputFeatures: 7, hasBias: false)), pooled)
    x = builder.add("norm", .batchNorm(.init(epsilon: 1e-2)), x)
    x = builder.add("activation", .activation(.relu6), x)
    x = builder.add("drop", .dropout(.init(rate: 0.4)), x)
    _ = builder.add("classes", .linear(.init(outputFeatures: 3)), x)
    return try builder.build()
  }

  static func flattenedHead() throws -> Graph {
    var builder = GraphBuilder(input: .init(height: 2, width: 3))
    var x = builder.add("norm", .batchNorm(.init(epsilon: 1e-2)), builder.input)
    x = builder.add("flatten", .flatten, x)
    x = builder.add("hidden", .linear(.init(outputFeatures: 5)), x)
    x = builder.add("activation", .activation(.relu), x)
    _ = builder.add("classes", .linear(.init(outputFeatures: 4)), x)
    return try builder.build()
  }

  private func inputs(
    of program: TrainingProgram, graph: Graph, boundary: FreezeBoundary
  ) throws -> ProgramInterpreter<Double> {
    var slots: [TrainingProgram.Slot: [Double]] = [:]
    let parameters = try RandomNetwork.parameters(of: graph)
    for (name, tensor) in parameters { slots[.parameter(name)] = tensor.floats.map(Double.init) }
    var stream = RandomStream(seed: 4, purpose: .test)
    func random(_ count: Int) -> [Double] { (0..<count).map { _ in Double(stream.nextNormal()) } }
    slots[.value(boundary.node)] = random(
      program.batch * graph.shapes[boundary.node].elementCount)
    slots[.targets] = (0..<program.batch).flatMap { row in
      (0..<program.classes).map {
        $0 == row % program.classes ? 0.9 : 0.1 / Double(program.classes - 1)
      }
    }
    slots[.rowWeights] = (0..<program.batch).map { 0.1 + Double($0) * 0.05 }
    for dropout in program.dropouts {
      slots[.mask(dropout.node)] = (0..<program.batch * dropout.rowElements).map {
        $0 % 3 == 0 ? 0 : 1.5
      }
    }
    return ProgramInterpreter(slots: slots)
  }

  private func loss(_ run: ProgramInterpreter<Double>) -> Double {
    zip(run.slots[.losses] ?? [], run.slots[.rowWeights] ?? []).reduce(0) { $0 + $1.0 * $1.1 }
  }

  @Test(arguments: [try head(), try flattenedHead()])
  func everyGradientAgreesWithCentralDifferences(graph: Graph) throws {
    let boundary = FreezeBoundary(of: graph) { !$0.name.hasPrefix("conv") }
    let program = try TrainingProgram(
      graph: graph, boundary: boundary, batch: 5, mode: .training
    ) { !$0.name.hasPrefix("conv") }
    let start = try inputs(of: program, graph: graph, boundary: boundary)
    var run = start
    run.run(program)
    #expect(!program.trained.isEmpty)
    for name in program.trained.sorted() {
      let gradient = try #require(run.slots[.parameterGradient(name)])
      for index in gradient.indices {
        let step = 1e-6
        let losses = [-step, step].map { change in
          var moved = start
          moved.slots[.parameter(name)]?[index] += change
          moved.run(program)
          return loss(moved)
        }
        let expected = (losses[1] - losses[0]) / (2 * step)
        #expect(abs(gradient[index] - expected) < 1e-6, "\(name)[\(index)]")
      }
    }
  }

  @Test func theExecutorAgreesWithTheInterpreter() throws {
    let graph = try Self.head()
    let trains = { (parameter: Parameter) in !parameter.name.hasPrefix("conv") }
    let boundary = FreezeBoundary(of: graph, trains: trains)
    for kernels in [OneDNN(), ReferenceKernels()] as [any KernelSet] {
      let plan = try TrainingPlan.training(
        graph: graph, boundary: boundary, batch: 5, kernels: kernels, trains: trains)
      var expected = try inputs(of: plan.program, graph: graph, boundary: boundary)
      let store = try ParameterStore(
        plan.program.parameters, values: RandomNetwork.parameters(of: graph))
      let executor = try TrainingExecutor(plan, store: store)
      func fill(_ buffer: UnsafeMutableBufferPointer<Float>, _ slot: TrainingProgram.Slot) {
        for (index, value) in (expected.slots[slot] ?? []).enumerated() {
          buffer[index] = Float(value)
        }
      }
      fill(executor.input, .value(boundary.node))
      fill(executor.targets, .targets)
      fill(executor.rowWeights, .rowWeights)
      for dropout in plan.program.dropouts {
        expected.slots[.mask(dropout.node)] = [Double](
          repeating: 1, count: plan.batch * dropout.rowElements)
      }
      expected.run(plan.program)
      try executor.run(dropout: nil)
      for parameter in executor.trained {
        let wanted = try #require(expected.slots[.parameterGradient(parameter.name)])
        // Against the size of gradients in general: a shift before a batch norm has none at all.
        let difference = zip(executor.gradient(of: parameter), wanted).map { abs(Double($0) - $1) }
        #expect((difference.max() ?? 1) < 1e-6, "\(parameter.name)")
      }
      for name in ["norm.running_mean", "norm.running_var"] {
        let wanted = try #require(expected.slots[.parameter(name)]).map(Float.init)
        #expect(RandomNetwork.relativeError(Array(store[name]), wanted) < 1e-5)
      }
    }
  }

  @Test func nothingIsComputedForFrozenLayers() throws {
    let graph = try Self.head()
    let trains = { (parameter: Parameter) in parameter.name.hasPrefix("classes") }
    let boundary = FreezeBoundary(of: graph, trains: trains)
    // The dropout draws at random, so the boundary lies before it.
    #expect(graph.nodes[boundary.node].name == "activation")
    let program = try TrainingProgram(
      graph: graph, boundary: boundary, batch: 2, mode: .training, trains: trains)
    #expect(program.trained == ["classes.weight", "classes.bias"])
    let written = program.steps.flatMap(\.outputs)
    #expect(
      !written.contains {
        if case .gradient(let node) = $0 { node != graph.nodes.count - 1 } else { false }
      })
  }

  @Test func anOperationWithoutARuleIsNamed() throws {
    let graph = try Self.head()
    #expect(
      throws: GraphError.invalidLayer(
        name: "conv", reason: "a convolution cannot be trained through yet; freeze it")
    ) {
      try TrainingProgram(
        graph: graph, boundary: FreezeBoundary(of: graph) { _ in true }, batch: 2, mode: .training
      ) { _ in true }
    }
  }

  @Test func dropoutMasksDependOnTheRowAndNotOnItsPlace() throws {
    let graph = try Self.head()
    let trains = { (parameter: Parameter) in parameter.name.hasPrefix("classes") }
    let boundary = FreezeBoundary(of: graph, trains: trains)
    let plan = try TrainingPlan.training(
      graph: graph, boundary: boundary, batch: 2, kernels: OneDNN(), trains: trains)
    let store = try ParameterStore(
      plan.program.parameters, values: RandomNetwork.parameters(of: graph))
    func logits(_ rows: [UInt64]) throws -> [Float] {
      let executor = try TrainingExecutor(plan, store: store)
      executor.input.update(repeating: 1)
      executor.targets.update(repeating: 1 / 3)
      executor.rowWeights.update(repeating: 0.5)
      try executor.run(dropout: .init(seed: 7, rows: rows))
      return Array(executor.logits)
    }
    let first = try logits([1, 2])
    let second = try logits([2, 1])
    #expect(Array(first[0..<3]) == Array(second[3..<6]))
    #expect(Array(first[3..<6]) == Array(second[0..<3]))
    let many = try (0..<32).map { try logits([UInt64($0), 0])[0] }
    #expect(Set(many).count > 4)
  }
}
