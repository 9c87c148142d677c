import Kernels
import Tensors

/// The buffers of one micro-batch, with every kernel tied to them. Used by one thread at a time.
public final class MicroBatchExecutor {
  /// Names the random numbers of a step: row `r` of the micro-batch draws from
  /// `RandomStream(seed, .dropout, rows[r], node)`, so that a row's mask does not depend on its place.
  public struct DropoutAddress: Sendable {
    public let seed: UInt64
    /// One number a row, for example made of epoch and item.
    public let rows: [UInt64]

    public init(seed: UInt64, rows: [UInt64]) {
      self.seed = seed
      self.rows = rows
    }
  }

  public let plan: TrainingPlan
  /// The number of the worker that runs it now.
  public internal(set) var worker = 0
  let arena: AlignedStorage
  private let shared: SharedBuffers
  private let kernels: [any BoundKernel]
  /// Kernels that write the first contribution straight into its sum.
  private let firstKernels: [Int: any BoundKernel]

  init(_ plan: TrainingPlan, shared: SharedBuffers) throws {
    let arena = try AlignedStorage(byteCount: plan.microMemory.byteCount)
    self.plan = plan
    self.arena = arena
    self.shared = shared
    var firstKernels: [Int: any BoundKernel] = [:]
    kernels = try plan.microInstructions.enumerated().map { index, instruction in
      if instruction.sums.contains(where: { $0 != nil }) {
        firstKernels[index] = try instruction.bound(
          outputs: zip(instruction.outputs, instruction.sums).map { output, sum in
            sum.map { plan.sums[$0].buffer } ?? output
          }, shared, arena)
      }
      return try instruction.bound(outputs: instruction.outputs, shared, arena)
    }
    self.firstKernels = firstKernels
  }

  // MARK: What the caller fills, and reads

  /// The features at the boundary, `[microBatch, ...]`. Used up by a run.
  public var input: UnsafeMutableBufferPointer<Float> {
    buffer(.value(plan.inputNode), plan.microBatch * plan.inputElements)
  }

  /// `[microBatch, classes]`, each row adding up to 1; of a plan for attribution the weights of the logits, any
  /// numbers, used up by a run.
  public var targets: UnsafeMutableBufferPointer<Float> {
    buffer(.targets, plan.microBatch * plan.classes)
  }

  /// Each row's weight in the loss, `[microBatch]`; for the mean they add up to 1 over the batch, and are 0 for
  /// padding.
  public var rowWeights: UnsafeMutableBufferPointer<Float> {
    buffer(.rowWeights, plan.microBatch)
  }

  /// One row of ``targets``.
  public func targetRow(_ row: Int) -> UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(rebasing: targets[row * plan.classes..<(row + 1) * plan.classes])
  }

  /// Makes everything that the caller fills padding.
  public func clear() {
    input.update(repeating: 0)
    targets.update(repeating: 0)
    rowWeights.update(repeating: 0)
  }

  /// After a run: each row's loss, `[microBatch]`.
  public var losses: UnsafeMutableBufferPointer<Float> { buffer(.losses, plan.microBatch) }

  /// After a run of a plan for attribution: the gradient of `Σ targets · logits` by the features at the boundary,
  /// `[microBatch, ...]`.
  /// - Precondition: The plan is one for attribution.
  public var inputGradient: UnsafeMutableBufferPointer<Float> {
    guard let place = plan.inputGradient else {
      preconditionFailure("the plan gives no gradient of its input")
    }
    return buffer(at: place, plan.microBatch * plan.inputElements)
  }

  /// After a run: each row's probabilities, `[microBatch, classes]`.
  public var softmax: UnsafeMutableBufferPointer<Float> {
    buffer(.softmax, plan.microBatch * plan.classes)
  }

  /// After a run: the raw outputs of the network, `[microBatch, classes]`.
  public var logits: UnsafeMutableBufferPointer<Float> {
    buffer(.value(plan.layerNames.count - 1), plan.microBatch * plan.classes)
  }

  /// Draws what dropout keeps; of padding nothing, whatever the memory held: nothing times a NaN would be one.
  /// - Parameter address: Of the rows that are no padding; `nil` keeps everything.
  public func drawMasks(_ address: DropoutAddress?) {
    for layer in plan.program.dropouts {
      let mask = mask(layer.node)
      guard let address, layer.rate > 0 else {
        mask.update(repeating: 1)
        continue
      }
      precondition(address.rows.count <= plan.microBatch, "one address a row")
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
      UnsafeMutableBufferPointer(rebasing: mask[(address.rows.count * layer.rowElements)...])
        .update(repeating: 0)
    }
  }

  /// What the dropout at a node multiplies with, `[microBatch, ...]`.
  func mask(_ node: Int) -> UnsafeMutableBufferPointer<Float> {
    buffer(.mask(node), plan.microBatch * plan.program.rowElements(ofDropout: node))
  }

  // MARK: Running

  func begin(images: Int) {
    buffer(.images, 1)[0] = Float(images)
  }

  /// Runs some of the micro-batch's instructions and adds its contributions to the sums in its turn.
  func run(_ range: Range<Int>, number: Int) throws {
    for index in range {
      let sums = plan.microInstructions[index].sums
      guard let place = sums.lazy.compactMap({ $0 }).first else {
        try kernels[index].run()
        continue
      }
      if number == 0, let first = firstKernels[index] {
        try first.run()
        try shared.turns.pass(place, task: 0) {}
      } else {
        try kernels[index].run()
        try shared.turns.pass(place, task: number) { add(index) }
      }
    }
  }

  /// As ``run(_:number:)``, looking at every value as it is made.
  /// - Returns: The last node of the layer that gave the first infinite value or NaN.
  func inspect(_ range: Range<Int>, number: Int) throws -> Int? {
    for index in range {
      try run(index..<index + 1, number: number)
      let instruction = plan.microInstructions[index]
      guard let node = instruction.value, case .micro(let buffer) = instruction.outputs[0]
      else { continue }
      // Sound: the buffer holds the kernel's first output.
      let address = arena.start + plan.microMemory.offsets[buffer]
      if !instruction.kernel.outputs[0].isFinite(at: address) { return node }
    }
    return nil
  }

  private func add(_ index: Int) {
    let instruction = plan.microInstructions[index]
    for (output, sum) in zip(instruction.outputs, instruction.sums) {
      guard let sum else { continue }
      let count = plan.sums[sum].elementCount
      // Sound: both have the layout of the kernel's output.
      let target = shared.address(plan.sums[sum].buffer, arena)
        .assumingMemoryBound(to: Float.self)
      let source = shared.address(output, arena).assumingMemoryBound(to: Float.self)
      for element in 0..<count { target[element] += source[element] }
    }
  }

  private func buffer(
    _ slot: TrainingProgram.Slot, _ count: Int
  ) -> UnsafeMutableBufferPointer<Float> {
    guard let place = plan.places[slot] else { preconditionFailure("no buffer for \(slot)") }
    return buffer(at: place, count)
  }

  private func buffer(
    at place: TrainingPlan.Place, _ count: Int
  ) -> UnsafeMutableBufferPointer<Float> {
    // Sound: the plan gave this place a plain layout of at least `count` elements.
    UnsafeMutableBufferPointer(
      start: shared.address(place.buffer, arena).assumingMemoryBound(to: Float.self),
      count: count)
  }
}

extension TrainingPlan.Instruction {
  /// - Parameter arena: A micro-batch's; `nil` for what runs outside of them.
  func bound(
    outputs: [TrainingPlan.Buffer], _ shared: SharedBuffers, _ arena: AlignedStorage?
  ) throws -> any BoundKernel {
    // Sound: the plan's ranges lie inside the arenas, which live as long as whoever keeps the kernel.
    try kernel.bind(
      inputs: inputs.map { shared.address($0, arena) },
      outputs: outputs.map { shared.address($0, arena) },
      scratch: shared.address(scratch, arena))
  }
}
