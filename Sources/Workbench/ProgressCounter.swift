import Synchronization

/// Counts what several workers finish and tells the reporter.
final class ProgressCounter: Sendable {
  private let done = Mutex(0)
  private let total: Int
  private let task: String
  private let unit: String
  private let reporter: any Reporter

  init(total: Int, task: String, unit: String = "images", reporter: any Reporter) {
    self.total = total
    self.task = task
    self.unit = unit
    self.reporter = reporter
  }

  func advance(by count: Int) {
    // Told inside the lock, so that the numbers never go back.
    done.withLock { done in
      done += count
      reporter.progress(task, done: done, of: total, unit: unit)
    }
  }
}
