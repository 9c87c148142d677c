import Synchronization

/// The executors of several workers, made when first used: a worker without work takes no memory.
public final class ExecutorPool: Sendable {
  private struct Slot: @unchecked Sendable {
    // Sendable: `subscript` hands each executor only to the worker of its number.
    var executor: InferenceExecutor?
  }

  private let plan: InferencePlan
  private let slots: Mutex<[Slot]>

  public init(plan: InferencePlan, count: Int) throws {
    self.plan = plan
    slots = Mutex([Slot](repeating: Slot(), count: count))
  }

  /// The executor of one worker. Only that worker may ask for it.
  public subscript(worker: Int) -> InferenceExecutor {
    get throws {
      var slot = slots.withLock { $0[worker] }
      let executor = try slot.executor ?? InferenceExecutor(plan)
      slot.executor = executor
      slots.withLock { [slot] in $0[worker] = slot }
      return executor
    }
  }
}
