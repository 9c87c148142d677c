import Tensors
import Workers

/// What the micro-batches of a training share: parameters, folded weights, the sums of gradients.
final class SharedBuffers: @unchecked Sendable {
  // Sendable without a lock: sums are written in turns; everything else is written while no micro-batch runs.

  let plan: TrainingPlan
  let store: ParameterStore
  let turns: OrderedTurns
  private let arena: AlignedStorage

  init(_ plan: TrainingPlan, store: ParameterStore) throws {
    self.plan = plan
    self.store = store
    turns = OrderedTurns(places: plan.sums.count)
    arena = try AlignedStorage(byteCount: plan.sharedByteCount)
  }

  func address(
    _ buffer: TrainingPlan.Buffer, _ micro: AlignedStorage?
  ) -> UnsafeMutableRawPointer {
    switch buffer {
    case .parameter(let name): return store.address(of: name)
    case .shared(let index): return arena.start + plan.sharedOffsets[index]
    case .micro(let index):
      guard let micro else { preconditionFailure("outside of a micro-batch nothing of it exists") }
      return micro.start + plan.microMemory.offsets[index]
    }
  }
}
