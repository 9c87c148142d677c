import Graphs
import Tensors

/// What an optimizer remembers of the parameters that train, and of no others.
///
/// Lies as the parameters do in their store. Belongs to one training.
public final class OptimizerState {
  private let slotNames: [String]
  private let store: ParameterStore
  private var slots: [String: [AlignedStorage]] = [:]
  /// Steps that each parameter has taken, by name.
  public private(set) var stepCounts: [String: Int] = [:]

  /// - Parameter names: Of parameters of the store.
  /// - Throws: `TensorError.outOfMemory`.
  public init(of optimizer: any Optimizer, parameters names: [String], in store: ParameterStore)
    throws
  {
    slotNames = optimizer.slotNames
    self.store = store
    for name in names {
      slots[name] = try slotNames.map { _ in
        try AlignedStorage(byteCount: store.elementCount(of: name) * MemoryLayout<Float>.size)
      }
      stepCounts[name] = 0
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
    guard let storages = slots[name] else { preconditionFailure("no state for \(name)") }
    return storages.map {
      // Sound: each storage was made for the parameter's elements.
      UnsafeMutableBufferPointer(
        start: $0.start.assumingMemoryBound(to: Float.self), count: store.elementCount(of: name))
    }
  }

  /// A copy of everything but the counts, for a checkpoint: `head.output.weight/mean` is the slot `mean`, which
  /// has the parameter's shape.
  /// - Throws: `TensorError.outOfMemory`.
  public func snapshot() throws -> [String: Tensor] {
    var tensors: [String: Tensor] = [:]
    for name in slots.keys {
      for (slot, buffer) in zip(slotNames, slots(of: name)) {
        tensors["\(name)/\(slot)"] = try store.tensor(of: name, from: buffer)
      }
    }
    return tensors
  }

  /// Continues where another state was. Parameters that it did not know begin anew; of those that train no
  /// longer nothing is taken over.
  /// - Parameters:
  ///   - tensors: As ``snapshot()`` gave them.
  ///   - stepCounts: Of every parameter that the other state knew.
  /// - Throws: ``TrainingError/otherState(name:expected:found:)`` if they are of another optimizer; the state is
  ///   then as it was.
  public func restore(_ tensors: [String: Tensor], stepCounts: [String: Int]) throws {
    let known = slots.keys.filter { stepCounts[$0] != nil }
    for name in known {
      guard let count = stepCounts[name], count >= 0 else {
        throw TrainingError.otherState(
          name: name, expected: "a count of its steps", found: "\(stepCounts[name] ?? 0)")
      }
      let shape = store.shape(of: name)
      for slot in slotNames.map({ "\(name)/\($0)" }) {
        guard let tensor = tensors[slot], tensor.shape == shape, tensor.elementType == .float32
        else {
          throw TrainingError.otherState(
            name: slot, expected: "float32 \(shape)",
            found: tensors[slot].map { "\($0.elementType) \($0.shape)" } ?? "none")
        }
      }
    }
    guard tensors.count == stepCounts.count * slotNames.count else {
      throw TrainingError.otherState(
        name: "the optimizer's state",
        expected: "\(stepCounts.count * slotNames.count) tensors", found: "\(tensors.count)")
    }
    for name in known {
      for (slot, buffer) in zip(slotNames, slots(of: name)) {
        guard let tensor = tensors["\(name)/\(slot)"] else { continue }
        try store.load(tensor, as: name, into: buffer)
      }
      self.stepCounts[name] = stepCounts[name]
    }
  }
}
