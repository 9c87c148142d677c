import Graphs
import Tensors
import Testing

@testable import Training

@Suite struct OptimizerStateTests {
  /// A state of some of a linear layer's parameters.
  private func state(
    _ names: [String], _ optimizer: any Optimizer = Adam(), inputs: Int = 3, outputs: Int = 2
  ) throws -> OptimizerState {
    var builder = GraphBuilder(input: .init(height: 1, width: 1, channels: inputs))
    let x = builder.add("pool", .globalAveragePooling, builder.input)
    _ = builder.add("a", .linear(.init(outputFeatures: outputs)), x)
    let graph = try builder.build()
    let store = try ParameterStore(
      graph.parameters, values: graph.initialParameters(ofNodes: graph.nodes.indices, seed: 0))
    return try OptimizerState(of: optimizer, parameters: names, in: store)
  }

  private func fill(_ state: OptimizerState, _ name: String, with value: Float) {
    for (index, slot) in state.slots(of: name).enumerated() {
      slot.update(repeating: value + Float(index))
    }
  }

  @Test func itBeginsAtZeroWithASlotForEachNameAndNoMore() throws {
    let state = try state(["a.weight", "a.bias"])
    #expect(state.slots(of: "a.weight").map(\.count) == [6, 6])
    #expect(state.slots(of: "a.bias").map(\.count) == [2, 2])
    #expect(state.slots(of: "a.weight").allSatisfy { $0.allSatisfy { $0 == 0 } })
    #expect(
      try state.snapshot().keys.sorted() == [
        "a.bias/mean", "a.bias/square", "a.weight/mean", "a.weight/square",
      ])
    #expect(try self.state(["a.weight"], StochasticGradientDescent()).snapshot().isEmpty)
  }

  @Test func aParameterThatThawsLaterCountsItsOwnSteps() throws {
    let head = try state(["a.weight"])
    #expect(head.beginStep(of: "a.weight") == 1)
    fill(head, "a.weight", with: 7)
    let both = try state(["a.weight", "a.bias"])
    try both.restore(head.snapshot(), stepCounts: head.stepCounts)
    #expect(both.beginStep(of: "a.weight") == 2)
    #expect(both.beginStep(of: "a.bias") == 1)
    #expect(both.slots(of: "a.weight")[0].allSatisfy { $0 == 7 })
    #expect(both.slots(of: "a.bias").allSatisfy { $0.allSatisfy { $0 == 0 } })
    #expect(both.stepCounts == ["a.weight": 2, "a.bias": 1])
  }

  @Test func whatTrainsNoLongerIsForgotten() throws {
    let both = try state(["a.weight", "a.bias"])
    fill(both, "a.weight", with: 7)
    fill(both, "a.bias", with: 5)
    for _ in 0..<3 { _ = both.beginStep(of: "a.bias") }
    let one = try state(["a.bias"])
    try one.restore(both.snapshot(), stepCounts: both.stepCounts)
    #expect(one.stepCounts == ["a.bias": 3])
    #expect(try one.snapshot().keys.sorted() == ["a.bias/mean", "a.bias/square"])
    #expect(one.slots(of: "a.bias").map(Array.init) == [[5, 5], [6, 6]])
  }

  @Test func whatWasSavedGoesOn() throws {
    let first = try state(["a.weight", "a.bias"])
    fill(first, "a.weight", with: 3)
    fill(first, "a.bias", with: -1)
    _ = first.beginStep(of: "a.bias")
    let second = try state(["a.bias", "a.weight"])
    try second.restore(first.snapshot(), stepCounts: first.stepCounts)
    #expect(second.stepCounts == first.stepCounts)
    let (a, b) = (try first.snapshot(), try second.snapshot())
    #expect(a.mapValues(\.floats) == b.mapValues(\.floats))
    #expect(second.slots(of: "a.bias")[1].allSatisfy { $0 == 0 })
    #expect(second.slots(of: "a.weight")[1].allSatisfy { $0 == 4 })
  }

  @Test func theStateOfAnotherTrainingIsRefusedAndChangesNothing() throws {
    let old = try state(["a.weight"])
    fill(old, "a.weight", with: 9)
    let saved = try old.snapshot()
    let counts = ["a.weight": 1]
    func refuses(
      _ state: OptimizerState, _ tensors: [String: Tensor], _ counts: [String: Int],
      line: SourceLocation = #_sourceLocation
    ) throws {
      let before = (try state.snapshot().mapValues(\.floats), state.stepCounts)
      let error = #expect(throws: TrainingError.self, sourceLocation: line) {
        try state.restore(tensors, stepCounts: counts)
      }
      guard case .otherState = error else {
        Issue.record("\(String(describing: error))", sourceLocation: line)
        return
      }
      #expect(
        try state.snapshot().mapValues(\.floats) == before.0 && state.stepCounts == before.1,
        sourceLocation: line)
    }
    try refuses(state(["a.weight"], Momentum()), saved, counts)
    try refuses(state(["a.weight"], Adagrad()), saved, counts)
    try refuses(state(["a.weight"]), saved, [:])
    try refuses(state(["a.weight"]), [:], counts)
    try refuses(state(["a.weight"]), saved, ["a.weight": -1])
    try refuses(state(["a.weight"]), saved, ["a.weight": 1, "a.bias": 1])
    try refuses(state(["a.weight", "a.bias"]), saved, ["a.weight": 1, "a.bias": 1])
    try refuses(state(["a.weight"], inputs: 2, outputs: 3), saved, counts)
  }
}
