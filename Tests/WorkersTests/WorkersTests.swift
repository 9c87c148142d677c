import Synchronization
import Testing

@testable import Workers

@Suite struct WorkersTests {
  struct Failure: Error, Equatable {
    let task: Int
  }

  @Test(arguments: [1, 2, 3, 8])
  func everyTaskRunsOnceAndResultsKeepTheirOrder(count: Int) throws {
    let runs = Mutex([Int](repeating: 0, count: 100))
    let results = try Workers(count: count).map(100) { _, task in
      runs.withLock { $0[task] += 1 }
      return task * task
    }
    #expect(results == (0..<100).map { $0 * $0 })
    #expect(runs.withLock { $0 } == [Int](repeating: 1, count: 100))
  }

  @Test(arguments: [1, 2, 3, 8])
  func theLowestFailureIsReported(count: Int) {
    #expect(throws: Failure(task: 7)) {
      try Workers(count: count).forEach(100) { _, task in
        if task % 7 == 0 && task > 0 { throw Failure(task: task) }
      }
    }
  }

  @Test func workersAreNumbered() throws {
    let seen = try Workers(count: 3).map(50) { worker, _ in worker }
    #expect(Set(seen).isSubset(of: [0, 1, 2]))
  }

  @Test func noTaskStartsAfterCancellation() {
    let cancellation = Cancellation()
    let started = Mutex(0)
    #expect(throws: CancellationError.self) {
      try Workers(count: 2).forEach(1000, cancellation: cancellation) { _, task in
        started.withLock { $0 += 1 }
        if task == 10 { cancellation.cancel() }
      }
    }
    #expect(started.withLock { $0 } < 20)
  }

  @Test func noTasksIsNoWork() throws {
    #expect(try Workers(count: 2).map(0) { _, task in task }.isEmpty)
  }
}
