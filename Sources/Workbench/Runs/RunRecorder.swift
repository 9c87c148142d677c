import Foundation
import Glibc
import Runs
import Synchronization

/// Holds the lock of a run while it runs, and tells the run store of it. The folder is the truth: what the store
/// cannot take is a warning.
final class RunRecorder: Sendable {
  private struct State {
    var lock: RunLock?
    var process: RunProcess?
    var reporter: any Reporter = SilentReporter()
    var hasRecorded = false
    var hasWarned = false
    /// Nanoseconds; before, there is nothing to tell.
    var nextUpdate: UInt64 = 0
  }

  private let path: String
  private let state = Mutex(State())

  init(path: String) { self.path = path }

  /// - Throws: ``RunStoreError/running(path:pid:)`` if another process works on the run.
  func begin(_ reporter: any Reporter) throws {
    let lock = try RunLock.take(path)
    let process = RunProcess(
      pid: getpid(),
      started: RunLock.process(of: path)?.started ?? Date().ISO8601Format())
    lock?.tell(process)
    if lock == nil {
      reporter.warn("\(path): cannot be locked: `graft runs` will not know that this is running")
    }
    state.withLock {
      $0.lock = lock
      $0.process = process
      $0.reporter = reporter
    }
  }

  /// Tells the store how far the run is, but takes no more than a twentieth of the time for it.
  func update() {
    let now = StageClock.now
    guard state.withLock({ now >= $0.nextUpdate }) else { return }
    record(hashing: false)
    let end = StageClock.now
    state.withLock { $0.nextUpdate = end + max(1_000_000_000, 20 * (end - now)) }
  }

  /// Keeps why the run ended early, unless somebody wanted it to.
  func fail(_ error: any Error) {
    let failure = Failure(error)
    guard failure.code != .interrupted else { return }
    state.withLock {
      guard var process = $0.process else { return }
      process.error = failure.message
      $0.lock?.tell(process)
    }
  }

  /// Lets go of the run, and tells the store how it ended.
  func end() {
    let isWorthIt = state.withLock {
      $0.lock = nil
      return $0.hasRecorded || access(path + "/config.json", F_OK) == 0
    }
    if isWorthIt { record(hashing: true) }
  }

  private func record(hashing: Bool) {
    let place = URL(fileURLWithPath: path).resolvingSymlinksInPath()
    let store = RunStore(folder: place.deletingLastPathComponent().path) { [self] in warn($0) }
    store.record(place.lastPathComponent, hashing: hashing)
    state.withLock { $0.hasRecorded = true }
  }

  private func warn(_ text: String) {
    let reporter = state.withLock { state -> (any Reporter)? in
      defer { state.hasWarned = true }
      return state.hasWarned ? nil : state.reporter
    }
    reporter?.warn("the run is not in the run store: \(text)")
  }
}
