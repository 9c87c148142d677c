import Synchronization

/// Task numbers handed out in order, and the first failure.
final class TaskQueue: Sendable {
  private struct State {
    var next = 0
    var failedTask = Int.max
    var failure: (any Error)?
  }

  private let tasks: Int
  private let cancellation: Cancellation?
  private let state = Mutex(State())

  init(tasks: Int, cancellation: Cancellation?) {
    self.tasks = tasks
    self.cancellation = cancellation
  }

  var failure: (any Error)? { state.withLock { $0.failure } }

  func next() -> Int? {
    state.withLock { state in
      guard state.next < tasks, state.failure == nil else { return nil }
      if cancellation?.isCancelled == true {
        state.failure = CancellationError()
        return nil
      }
      defer { state.next += 1 }
      return state.next
    }
  }

  func fail(task: Int, _ error: any Error) {
    state.withLock { state in
      guard task < state.failedTask else { return }
      state.failedTask = task
      state.failure = error
    }
  }
}
