import Kernels

@testable import Graphs

/// Runs a training program on the reference definitions, in any precision, a whole batch in one micro-batch.
struct ProgramInterpreter<Scalar: BinaryFloatingPoint> {
  var slots: [TrainingProgram.Slot: [Scalar]]

  mutating func run(_ program: TrainingProgram) {
    slots[.images] = [Scalar(program.microBatch)]
    slots[.batchImages] = [Scalar(program.microBatch)]
    for scopes in [[.prepare], [.micro, .whole], [.finish], [.update]]
      as [[TrainingProgram.Scope]]
    {
      for step in program.steps where scopes.contains(step.scope) { run(step) }
    }
  }

  private mutating func run(_ step: TrainingProgram.Step) {
    let inputs = step.inputs.map { slot -> [Scalar] in
      guard let value = slots[slot] else {
        preconditionFailure("\(slot) is read before it exists")
      }
      return value
    }
    for (slot, value) in zip(step.outputs, Reference.evaluate(step.operation, inputs)) {
      slots[slot] = value
    }
  }
}
