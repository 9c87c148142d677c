import Kernels

@testable import Graphs

/// Runs a training program on the reference definitions, in any precision.
struct ProgramInterpreter<Scalar: BinaryFloatingPoint> {
  var slots: [TrainingProgram.Slot: [Scalar]]

  mutating func run(_ program: TrainingProgram) {
    for step in program.steps {
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
}
