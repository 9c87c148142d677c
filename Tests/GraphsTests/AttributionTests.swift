import Kernels
import Synchronization
import Tensors
import Testing

@testable import Graphs

/// How the logits depend on a value inside of the network.
@Suite struct AttributionTests {
  /// A network and where it is cut.
  struct Case: Sendable, CustomStringConvertible {
    let name: String
    let graph: Graph
    let boundary: FreezeBoundary

    var description: String { "\(name) at \(graph.nodes[boundary.node].name)" }

    func program(microBatch: Int) throws -> TrainingProgram {
      try TrainingProgram(
        graph: graph, boundary: boundary, microBatch: microBatch, mode: .attribution,
        trains: { _ in false })
    }
  }

  static let cases: [Case] =
    (try? TrainableNetworks.all())?.flatMap { name, graph in
      graph.singleTensorCuts.filter { $0 < graph.nodes.count - 1 }.map {
        Case(name: name, graph: graph, boundary: FreezeBoundary(at: $0, of: graph))
      }
    } ?? []

  @Test func thereAreCases() {
    #expect(cases.count > 30)
    #expect(Set(cases.map(\.name)).count == 6)
  }

  private var cases: [Case] { Self.cases }

  private func start(_ program: TrainingProgram, _ test: Case) throws -> ProgramInterpreter<Double>
  {
    var slots: [TrainingProgram.Slot: [Double]] = [:]
    let parameters = try RandomNetwork.parameters(of: test.graph)
    for (name, tensor) in parameters { slots[.parameter(name)] = tensor.floats.map(Double.init) }
    var stream = RandomStream(seed: 5, purpose: .test)
    let rows = program.microBatch
    let count = rows * test.graph.shapes[test.boundary.node].elementCount
    slots[.value(test.boundary.node)] = (0..<count).map { _ in Double(stream.nextNormal()) }
    // Weights of logits, not probabilities.
    slots[.targets] = (0..<rows * program.classes).map { Double($0 % 5) - 1.5 }
    slots[.rowWeights] = [Double](repeating: 0, count: rows)
    for dropout in program.dropouts {
      slots[.mask(dropout.node)] = [Double](repeating: 1, count: rows * dropout.rowElements)
    }
    return ProgramInterpreter(slots: slots)
  }

  private func score(_ run: ProgramInterpreter<Double>, _ test: Case) -> Double {
    let logits = run.slots[.value(test.graph.nodes.count - 1)] ?? []
    return zip(logits, run.slots[.targets] ?? []).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// Largest difference of `gradient` from central differences over some elements of the boundary's value.
  private func worstError(
    of gradient: [Double], _ program: TrainingProgram, _ test: Case
  ) throws -> Double {
    let start = try start(program, test)
    let step = 1e-6
    var worst = 0.0
    for index in stride(from: 0, to: gradient.count, by: max(1, gradient.count / 12)) {
      let scores = [-step, step].map { change in
        var moved = start
        moved.slots[.value(test.boundary.node)]?[index] += change
        moved.run(program)
        return score(moved, test)
      }
      worst = max(worst, abs(gradient[index] - (scores[1] - scores[0]) / (2 * step)))
    }
    return worst
  }

  private func gradient(_ program: TrainingProgram, _ test: Case) throws -> [Double] {
    var run = try start(program, test)
    run.run(program)
    let slot = try #require(program.inputGradient)
    return try #require(run.slots[slot])
  }

  @Test(arguments: cases)
  func theInputGradientAgreesWithCentralDifferences(test: Case) throws {
    let program = try test.program(microBatch: 2)
    #expect(program.trained.isEmpty)
    let gradient = try gradient(program, test)
    #expect(gradient.contains { abs($0) > 1e-3 })
    #expect(try worstError(of: gradient, program, test) < 2e-6)
  }

  @Test func theCheckCatchesAWrongGradient() throws {
    let test = try #require(cases.first { $0.description == "residual at relu" })
    let program = try test.program(microBatch: 2)
    // A reader forgotten: the usual mistake.
    let slot = try #require(program.inputGradient)
    let share = try #require(program.steps.last { $0.outputs == [slot] }?.inputs.first)
    var run = try start(program, test)
    run.run(program)
    let wrong = try #require(run.slots[share])
    #expect(try worstError(of: wrong, program, test) > 1e-3)
  }

  private final class Rows: Sendable {
    let values = Mutex<[Int: [Float]]>([:])
  }

  @Test(arguments: cases, [2, 5])
  func theExecutorAgreesWithTheInterpreter(test: Case, microBatch: Int) throws {
    let rows = 5
    let whole = try test.program(microBatch: rows)
    let wanted = try gradient(whole, test).map { Float($0) }
    let slots = try start(whole, test).slots
    for kernels in [OneDNN(), ReferenceKernels()] as [any KernelSet] {
      let plan = try TrainingPlan.attribution(
        graph: test.graph, boundary: test.boundary, microBatch: microBatch, kernels: kernels)
      let store = try ParameterStore(
        plan.program.parameters, layouts: plan.parameterLayouts,
        values: RandomNetwork.parameters(of: test.graph), kernels: kernels)
      let executor = try TrainingExecutor(plan, store: store)
      let found = Rows()
      // Twice: what a run uses up is filled anew.
      for _ in 0..<2 {
        try executor.run(rows: rows, fill: StepInput(slots, rows: rows).fill) { run, rows in
          let count = run.plan.inputElements
          for (place, row) in rows.enumerated() {
            let gradient = Array(run.inputGradient[place * count..<(place + 1) * count])
            found.values.withLock { $0[row] = gradient }
          }
        }
        let gradients = found.values.withLock { values in (0..<rows).flatMap { values[$0] ?? [] } }
        #expect(RandomNetwork.relativeError(gradients, wanted) < 2e-5, "\(kernels.identity)")
      }
    }
  }

  @Test func cutsAreWhereOneValueDividesTheNetwork() throws {
    let graph = try TrainableNetworks.residual()
    let names = graph.singleTensorCuts.map { graph.nodes[$0].name }
    #expect(
      names == [
        "input", "conv1", "bn1", "relu", "layer1.add", "layer1.relu2", "layer2.add",
        "layer2.relu2", "avgpool", "classes",
      ])
  }
}
