import Kernels
import Tensors

/// A training plan tied to buffers and parameters. Belongs to one thread.
///
/// Fill ``input``, ``targets`` and ``rowWeights``, call ``run(dropout:)``, read ``losses``, ``softmax`` and the
/// gradients.
public final class TrainingExecutor {
  /// Names the random numbers of one step: row `r` of the batch draws from
  /// `RandomStream(seed, .dropout, address(r), node)`, so that a row's mask does not depend on its place.
  public struct DropoutAddress {
    public let seed: UInt64
    /// One number a row, for example made of epoch and item.
    public let rows: [UInt64]

    public init(seed: UInt64, rows: [UInt64]) {
      self.seed = seed
      self.rows = rows
    }
  }

  public let plan: TrainingPlan
  private let store: ParameterStore
  private let arena: AlignedStorage
  private let kernels: [any BoundKernel]

  /// - Throws: `TensorError.outOfMemory`, `KernelError`.
  public init(_ plan: TrainingPlan, store: ParameterStore) throws {
    let arena = try AlignedStorage(byteCount: plan.memory.byteCount)
    // Sound: the memory plan's ranges lie inside the arena, which lives as long as the kernels; the
    // store's do as long as the store.
    func address(_ slot: TrainingProgram.Slot) -> UnsafeMutableRawPointer {
      if case .parameter(let name) = slot {
        return store.address(of: name)
      }
      guard let buffer = plan.buffers[slot] else { preconditionFailure("no buffer for \(slot)") }
      return arena.start + plan.memory.offsets[buffer]
    }
    kernels = try zip(plan.program.steps, plan.kernels).enumerated().map { time, pair in
      let (step, kernel) = pair
      return try kernel.bind(
        inputs: step.inputs.map(address), outputs: step.outputs.map(address),
        scratch: arena.start + plan.memory.offsets[plan.scratchBuffers[time]])
    }
    self.plan = plan
    self.store = store
    self.arena = arena
  }

  /// The features at the boundary, `[batch, ...]`. Used up by a run.
  public var input: UnsafeMutableBufferPointer<Float> {
    buffer(plan.inputSlot, plan.batch * plan.inputElements)
  }

  /// `[batch, classes]`, each row adding up to 1. Used up by a run.
  public var targets: UnsafeMutableBufferPointer<Float> {
    buffer(.targets, plan.batch * plan.classes)
  }

  /// Each row's weight in the loss, `[batch]`; for the mean they add up to 1. Used up by a run.
  public var rowWeights: UnsafeMutableBufferPointer<Float> { buffer(.rowWeights, plan.batch) }

  /// After a run: each row's loss, `[batch]`.
  public var losses: UnsafeMutableBufferPointer<Float> { buffer(.losses, plan.batch) }

  /// After a run: each row's probabilities, `[batch, classes]`.
  public var softmax: UnsafeMutableBufferPointer<Float> {
    buffer(.softmax, plan.batch * plan.classes)
  }

  /// After a run: the raw outputs of the network, `[batch, classes]`.
  public var logits: UnsafeMutableBufferPointer<Float> {
    buffer(plan.outputSlot, plan.batch * plan.classes)
  }

  /// Trained parameters, in the network's order.
  public var trained: [Parameter] {
    plan.program.parameters.filter { plan.program.trained.contains($0.name) }
  }

  /// After a run: the loss's gradient by a trained parameter.
  /// - Precondition: The parameter is one of ``trained``.
  public func gradient(of parameter: Parameter) -> UnsafeMutableBufferPointer<Float> {
    buffer(.parameterGradient(parameter.name), parameter.shape.elementCount)
  }

  /// - Parameter dropout: What the masks are drawn from; `nil` keeps everything.
  /// - Throws: `KernelError` if a kernel fails.
  public func run(dropout: DropoutAddress?) throws {
    for layer in plan.program.dropouts { fillMask(of: layer, from: dropout) }
    for kernel in kernels { try kernel.run() }
  }

  /// Repeats a step whose loss was not finite and looks at every value as it is made.
  /// - Returns: The layer that gave the first infinite value or NaN; `nil` if all were finite.
  public func firstNonFiniteLayer(dropout: DropoutAddress?) throws -> String? {
    for layer in plan.program.dropouts { fillMask(of: layer, from: dropout) }
    for (step, kernel) in zip(plan.program.steps, kernels) {
      try kernel.run()
      let counts = step.operation.elementCounts.outputs
      for (slot, count) in zip(step.outputs, counts) {
        guard case .value(let node) = slot else { continue }
        if !buffer(slot, count).allSatisfy(\.isFinite) { return plan.layerNames[node] }
      }
    }
    return nil
  }

  private func fillMask(of layer: TrainingProgram.Dropout, from address: DropoutAddress?) {
    let mask = buffer(.mask(layer.node), plan.batch * layer.rowElements)
    guard let address, layer.rate > 0 else {
      mask.update(repeating: 1)
      return
    }
    precondition(address.rows.count == plan.batch, "one address a row")
    let kept = Float(1 / (1 - layer.rate))
    // Two decisions a word: the rate is rounded to a multiple of 2⁻¹⁶.
    let threshold = UInt32((layer.rate * 65_536).rounded())
    for (row, name) in address.rows.enumerated() {
      var stream = RandomStream(
        seed: address.seed, purpose: .dropout, name, UInt64(layer.node))
      stream.fillMask(
        UnsafeMutableBufferPointer(
          rebasing: mask[row * layer.rowElements..<(row + 1) * layer.rowElements]),
        threshold: threshold, kept: kept)
    }
  }

  private func buffer(
    _ slot: TrainingProgram.Slot, _ count: Int
  ) -> UnsafeMutableBufferPointer<Float> {
    guard let buffer = plan.buffers[slot] else { preconditionFailure("no buffer for \(slot)") }
    // Sound: the plan gave this slot at least `count` elements.
    return UnsafeMutableBufferPointer(
      start: (arena.start + plan.memory.offsets[buffer]).assumingMemoryBound(to: Float.self),
      count: count)
  }
}
