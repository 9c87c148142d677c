import Graphs
import Tensors

/// What an optimizer remembers of the parameters that train, and of no others.
///
/// Belongs to one training. A parameter that thaws later is added then and counts its steps from there.
public final class OptimizerState {
  private let slotNames: [String]
  private var slots: [String: [AlignedStorage]] = [:]
  private var shapes: [String: Shape] = [:]
  /// Steps that each parameter has taken, by name.
  public private(set) var stepCounts: [String: Int] = [:]

  /// - Throws: `TensorError.outOfMemory`.
  public init(of optimizer: any Optimizer, parameters: [Parameter]) throws {
    slotNames = optimizer.slotNames
    try add(parameters)
  }

  /// Begins to remember further parameters; those that are known keep what is remembered of them.
  /// - Throws: `TensorError.outOfMemory`.
  public func add(_ parameters: [Parameter]) throws {
    for parameter in parameters where shapes[parameter.name] == nil {
      slots[parameter.name] = try slotNames.map { _ in
        try AlignedStorage(byteCount: parameter.shape.elementCount * 4)
      }
      shapes[parameter.name] = parameter.shape
      stepCounts[parameter.name] = 0
    }
  }

  /// Counts one more step of a parameter.
  /// - Returns: Its number, from 1.
  /// - Precondition: The parameter is known.
  public func beginStep(of name: String) -> Int {
    guard let count = stepCounts[name] else { preconditionFailure("no state for \(name)") }
    stepCounts[name] = count + 1
    return count + 1
  }

  /// A parameter's buffers, in the order of ``Optimizer/slotNames``, valid as long as the state.
  /// - Precondition: The parameter is known.
  public func slots(of name: String) -> [UnsafeMutableBufferPointer<Float>] {
    guard let storages = slots[name], let shape = shapes[name] else {
      preconditionFailure("no state for \(name)")
    }
    return storages.map {
      // Sound: each storage was made for the parameter's elements.
      UnsafeMutableBufferPointer(
        start: $0.start.assumingMemoryBound(to: Float.self), count: shape.elementCount)
    }
  }

  /// A copy of everything but the counts, for a checkpoint: `head.output.weight/mean` is the slot `mean`.
  /// - Throws: `TensorError.outOfMemory`.
  public func snapshot() throws -> [String: Tensor] {
    var tensors: [String: Tensor] = [:]
    for (name, shape) in shapes {
      for (slot, buffer) in zip(slotNames, slots(of: name)) {
        tensors["\(name)/\(slot)"] = try Tensor(
          bytes: UnsafeRawBufferPointer(buffer), shape: shape, elementType: .float32)
      }
    }
    return tensors
  }

  /// Continues where another state was.
  /// - Parameters:
  ///   - tensors: As ``snapshot()`` gave them.
  ///   - stepCounts: Of every parameter that is known.
  /// - Throws: ``TrainingError/otherState(name:expected:found:)`` if they are of another optimizer or other
  ///   parameters; the state is then as it was.
  public func restore(_ tensors: [String: Tensor], stepCounts: [String: Int]) throws {
    for (name, shape) in shapes {
      guard let count = stepCounts[name], count >= 0 else {
        throw TrainingError.otherState(
          name: name, expected: "a count of its steps",
          found: stepCounts[name].map { "\($0)" } ?? "none")
      }
      for slot in slotNames.map({ "\(name)/\($0)" }) {
        guard let tensor = tensors[slot], tensor.shape == shape, tensor.elementType == .float32
        else {
          throw TrainingError.otherState(
            name: slot, expected: "float32 \(shape)",
            found: tensors[slot].map { "\($0.elementType) \($0.shape)" } ?? "none")
        }
      }
    }
    guard tensors.count == shapes.count * slotNames.count, stepCounts.count == shapes.count else {
      throw TrainingError.otherState(
        name: "the optimizer's state", expected: "\(shapes.count * slotNames.count) tensors",
        found: "\(tensors.count)")
    }
    for name in shapes.keys {
      for (slot, buffer) in zip(slotNames, slots(of: name)) {
        tensors["\(name)/\(slot)"]?.withUnsafeBytes {
          UnsafeMutableRawBufferPointer(buffer).copyMemory(from: $0)
        }
      }
    }
    self.stepCounts = stepCounts
  }
}
