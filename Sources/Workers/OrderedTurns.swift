import Glibc

/// Lets numbered tasks pass numbered places in the order of the tasks, whichever worker has them.
///
/// What tasks add up there does not depend on the number of workers. A task must not wait for a later one:
/// with a queue that hands tasks out in order, an earlier one is always under way.
public final class OrderedTurns: @unchecked Sendable {
  // Sendable: `next` and `isAborted` are only touched with `mutex` held.
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let changed: UnsafeMutablePointer<pthread_cond_t>
  private var next: [Int]
  private var isAborted = false

  public init(places: Int) {
    next = [Int](repeating: 0, count: places)
    mutex = .allocate(capacity: 1)
    changed = .allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(changed, nil)
  }

  deinit {
    pthread_cond_destroy(changed)
    pthread_mutex_destroy(mutex)
    changed.deallocate()
    mutex.deallocate()
  }

  /// Begins anew with task 0 at every place. Nobody may be waiting.
  public func reset() {
    pthread_mutex_lock(mutex)
    for place in next.indices { next[place] = 0 }
    isAborted = false
    pthread_mutex_unlock(mutex)
  }

  /// Waits until all earlier tasks have passed `place`, and calls `body`.
  /// - Throws: `CancellationError` if one of them never will.
  public func pass(_ place: Int, task: Int, _ body: () -> Void) throws {
    pthread_mutex_lock(mutex)
    while next[place] != task, !isAborted { pthread_cond_wait(changed, mutex) }
    let goesOn = !isAborted
    pthread_mutex_unlock(mutex)
    guard goesOn else { throw CancellationError() }
    body()
    pthread_mutex_lock(mutex)
    next[place] = task + 1
    pthread_cond_broadcast(changed)
    pthread_mutex_unlock(mutex)
  }

  /// Sends everybody away who waits or will: a task has failed.
  public func abort() {
    pthread_mutex_lock(mutex)
    isAborted = true
    pthread_cond_broadcast(changed)
    pthread_mutex_unlock(mutex)
  }
}
