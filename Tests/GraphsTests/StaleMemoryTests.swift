import Kernels
import Tensors
import Testing

@testable import Graphs

/// What a step gives does not depend on what its memory held before: buffers share their places, and the allocator
/// hands out what others have used.
@Suite struct StaleMemoryTests {
  /// Numbers that spoil every sum they get into.
  private static func spoil(_ arena: AlignedStorage) {
    arena.start.initializeMemory(
      as: Float.self, repeating: .nan, count: arena.byteCount / MemoryLayout<Float>.size)
  }

  /// The bits of everything that a step over some rows gives, losses first.
  private func bits(
    _ test: TrainingProgramTests.Case, rows: Int, precision: Precision, kernels: any KernelSet,
    spoils: Bool
  ) throws -> [UInt32] {
    let plan = try TrainingPlan.training(
      graph: test.graph, boundary: test.boundary, microBatch: 4, precision: precision,
      kernels: kernels, trains: test.trains, statistics: { _ in test.statistics })
    let store = try ParameterStore(
      plan.program.parameters, layouts: plan.parameterLayouts,
      values: RandomNetwork.parameters(of: test.graph), kernels: kernels)
    let executor = try TrainingExecutor(plan, store: store)
    let results = Results()
    try executor.run(rows: rows) { microBatch, range in
      if spoils { Self.spoil(microBatch.arena) }
      microBatch.clear()
      for (place, row) in range.enumerated() {
        for element in 0..<plan.inputElements {
          microBatch.input[place * plan.inputElements + element] =
            Float((row * 31 + element * 7) % 23) / 11 - 1
        }
        microBatch.targetRow(place)[row % plan.classes] = 1
        microBatch.rowWeights[place] = 1 / Float(rows)
      }
      microBatch.drawMasks(.init(seed: 5, rows: range.map { UInt64($0) }))
    } read: { microBatch, range in
      results.values += microBatch.losses.prefix(range.count)
    }
    for parameter in executor.trained {
      results.values += try store.tensor(
        of: parameter.name, from: executor.gradient(of: parameter.name)
      ).floats
    }
    let snapshot = try store.snapshot()
    for parameter in plan.program.parameters where !parameter.role.isTrainable {
      results.values += try #require(snapshot[parameter.name]).floats
    }
    return results.values.map(\.bitPattern)
  }

  /// One row too few, one too many and one alone leave padding in a micro-batch of four.
  @Test(arguments: TrainingProgramTests.cases, [1, 3, 5])
  func aTrainingStepReadsNothingThatItWasNotGiven(test: TrainingProgramTests.Case, rows: Int)
    throws
  {
    var precisions = [Precision.float32]
    if (try? OneDNN().requireSupport(for: .bfloat16)) != nil { precisions.append(.bfloat16) }
    for precision in precisions {
      let clean = try bits(
        test, rows: rows, precision: precision, kernels: OneDNN(), spoils: false)
      #expect(clean.allSatisfy { Float(bitPattern: $0).isFinite })
      let spoiled = try bits(
        test, rows: rows, precision: precision, kernels: OneDNN(), spoils: true)
      #expect(clean == spoiled, "\(precision)")
    }
    let clean = try bits(
      test, rows: rows, precision: .float32, kernels: ReferenceKernels(), spoils: false)
    let spoiled = try bits(
      test, rows: rows, precision: .float32, kernels: ReferenceKernels(), spoils: true)
    #expect(clean == spoiled, "reference")
  }

  @Test func anInferenceReadsNothingThatItWasNotGiven() throws {
    let graph = try InferencePlanTests.everything()
    let plan = try InferencePlan(
      graph: graph, outputs: [graph.nodes.count - 1],
      parameters: RandomNetwork.parameters(of: graph), microBatch: 4,
      kernels: OneDNN())
    func run(spoils: Bool) throws -> [Float] {
      let executor = try InferenceExecutor(plan)
      if spoils { Self.spoil(executor.arena) }
      executor.input.update(repeating: 0)
      let pictures = try RandomNetwork.pictures(3, for: graph).floats
      for (index, value) in pictures.enumerated() { executor.input[index] = value }
      try executor.run()
      var output = [Float](repeating: 0, count: 3 * 7)
      output.withUnsafeMutableBufferPointer { executor.copyOutput(rows: 3, into: $0) }
      return output
    }
    let clean = try run(spoils: false)
    #expect(clean.allSatisfy { $0.isFinite })
    let spoiled = try run(spoils: true)
    #expect(spoiled == clean)
  }
}
