import COpenMP

/// Threads that pull numbered tasks from one queue.
///
/// Each worker is a thread of its own with one OpenMP thread in it, so a library called by a worker
/// never starts a team. Results must depend only on a task's number, never on the worker: then the
/// number of workers changes no bit. The calling thread waits; it must not be one of Swift's
/// cooperative pool.
public struct Workers: Sendable {
  public let count: Int

  /// - Precondition: `count` is at least 1.
  public init(count: Int) {
    precondition(count > 0, "work needs at least one worker")
    self.count = count
  }

  /// The number of processors that this process may run on.
  public static var available: Int { max(1, Int(omp_get_num_procs())) }

  /// Calls `body` once for each task `0..<tasks`, started in order.
  /// - Parameters:
  ///   - cancellation: Checked before each task; what has started is finished.
  ///   - body: Gets the worker's number `0..<count` and the task's.
  /// - Throws: The error of the failed task with the lowest number, so that the same failure is
  ///   reported whatever the number of workers; ``CancellationError`` if cancelled;
  ///   ``WorkersError/noThread(reason:)`` if not one worker could be started.
  public func forEach(
    _ tasks: Int, cancellation: Cancellation? = nil,
    _ body: @escaping @Sendable (_ worker: Int, _ task: Int) throws -> Void
  ) throws {
    let queue = TaskQueue(tasks: tasks, cancellation: cancellation)
    var threads: [WorkerThread] = []
    for worker in 0..<min(count, max(tasks, 1)) {
      do throws(WorkersError) {
        threads.append(
          try WorkerThread {
            while let task = queue.next() {
              do { try body(worker, task) } catch { queue.fail(task: task, error) }
            }
          })
      } catch {
        // Fewer workers change no result; none at all do no work.
        guard !threads.isEmpty else { throw error }
        break
      }
    }
    threads.forEach { $0.join() }
    if let failure = queue.failure { throw failure }
  }

  /// Calls `body` once for each task and returns the results in the order of the tasks.
  /// - Throws: As ``forEach(_:cancellation:_:)``.
  public func map<Result: Sendable>(
    _ tasks: Int, cancellation: Cancellation? = nil,
    _ body: @escaping @Sendable (_ worker: Int, _ task: Int) throws -> Result
  ) throws -> [Result] {
    let results = ResultSlots<Result>(count: tasks)
    try forEach(tasks, cancellation: cancellation) { worker, task in
      results.store(try body(worker, task), at: task)
    }
    return results.all
  }

  /// Runs `body` on a worker's thread and waits for it.
  public func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) throws
    -> Result
  {
    try map(1) { _, _ in try body() }[0]
  }
}
