import Synchronization

/// One place a task for its result.
final class ResultSlots<Result: Sendable>: Sendable {
  private let slots: Mutex<[Result?]>

  init(count: Int) {
    slots = Mutex([Result?](repeating: nil, count: count))
  }

  func store(_ result: Result, at index: Int) {
    slots.withLock { $0[index] = result }
  }

  /// - Precondition: Every task has stored its result.
  var all: [Result] {
    slots.withLock { slots in
      slots.map { slot in
        guard let slot else { preconditionFailure("a task ended without a result or an error") }
        return slot
      }
    }
  }
}
