import Graphs
import Tensors
import Testing

@testable import Training

@Suite struct OptimizerStateTests {
  private let weight: Parameter
  private let bias: Parameter

  init() throws {
    let parameters = try Self.parameters(inputs: 3, outputs: 2)
    (weight, bias) = (parameters[0], parameters[1])
  }

  /// `a.weight` and `a.bias` of a linear layer.
  private static func parameters(inputs: Int, outputs: Int) throws -> [Parameter] {
    var builder = GraphBuilder(input: .init(height: 1, width: 1, channels: inputs))
    let x = builder.add("pool", .globalAveragePooling, builder.input)
    _ = builder.add("a", .linear(.init(outputFeatures: outputs)), x)
    return try builder.build().parameters
  }

  private func state(
    _ parameters: [Parameter], _ optimizer: any Optimizer = Adam()
  ) throws -> OptimizerState {
    try OptimizerState(of: optimizer, parameters: parameters)
  }

  private func fill(_ state: OptimizerState, _ name: String, with value: Float) {
    for (index, slot) in state.slots(of: name).enumerated() {
      slot.update(repeating: value + Float(index))
    }
  }

  @Test func itBeginsAtZeroWithASlotForEachNameAndNoMore() throws {
    let state = try state([weight, bias])
    #expect(state.slots(of: "a.weight").map(\.count) == [6, 6])
    #expect(state.slots(of: "a.bias").map(\.count) == [2, 2])
    #expect(state.slots(of: "a.weight").allSatisfy { $0.allSatisfy { $0 == 0 } })
    #expect(
      try state.snapshot().keys.sorted() == [
        "a.bias/mean", "a.bias/square", "a.weight/mean", "a.weight/square",
      ])
    #expect(try self.state([weight], StochasticGradientDescent()).snapshot().isEmpty)
  }

  @Test func aParameterThatThawsLaterCountsItsOwnSteps() throws {
    let state = try state([weight])
    #expect(state.beginStep(of: "a.weight") == 1)
    fill(state, "a.weight", with: 7)
    try state.add([weight, bias])
    #expect(state.beginStep(of: "a.weight") == 2)
    #expect(state.beginStep(of: "a.bias") == 1)
    #expect(state.slots(of: "a.weight")[0].allSatisfy { $0 == 7 })
    #expect(state.stepCounts == ["a.weight": 2, "a.bias": 1])
  }

  @Test func whatWasSavedGoesOn() throws {
    let first = try state([weight, bias])
    fill(first, "a.weight", with: 3)
    fill(first, "a.bias", with: -1)
    _ = first.beginStep(of: "a.bias")
    let second = try state([bias, weight])
    try second.restore(first.snapshot(), stepCounts: first.stepCounts)
    #expect(second.stepCounts == first.stepCounts)
    let (a, b) = (try first.snapshot(), try second.snapshot())
    #expect(a.mapValues(\.floats) == b.mapValues(\.floats))
    #expect(second.slots(of: "a.bias")[1].allSatisfy { $0 == 0 })
    #expect(second.slots(of: "a.weight")[1].allSatisfy { $0 == 4 })
  }

  @Test func theStateOfAnotherTrainingIsRefused() throws {
    let saved = try state([weight]).snapshot()
    let counts = ["a.weight": 1]
    func refuses(_ state: OptimizerState, _ tensors: [String: Tensor], _ counts: [String: Int]) {
      let error = #expect(throws: TrainingError.self) {
        try state.restore(tensors, stepCounts: counts)
      }
      guard case .otherState = error else {
        Issue.record("\(String(describing: error))")
        return
      }
    }
    try refuses(state([weight, bias]), saved, counts)
    try refuses(state([weight], Momentum()), saved, counts)
    try refuses(state([bias]), saved, counts)
    try refuses(state([weight]), saved, [:])
    try refuses(state([weight]), saved, ["a.weight": -1])
    try refuses(state([weight]), saved, ["a.weight": 1, "a.bias": 1])
    let other = try Self.parameters(inputs: 2, outputs: 3)[0]
    try refuses(state([other]), saved, counts)
  }
}
