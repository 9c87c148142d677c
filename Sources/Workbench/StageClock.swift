import Glibc
import Synchronization

/// Adds up what several workers spend on each part of a job.
package final class StageClock: Sendable {
  enum Stage: Int, CaseIterable {
    case decoding
    case backbone
  }

  private let nanoseconds = Mutex([UInt64](repeating: 0, count: Stage.allCases.count))

  package init() {}

  func measure<Result>(_ stage: Stage, _ body: () throws -> Result) rethrows -> Result {
    let start = Self.now
    defer {
      let spent = Self.now - start
      nanoseconds.withLock { $0[stage.rawValue] += spent }
    }
    return try body()
  }

  /// Seconds of work over all workers.
  func seconds(_ stage: Stage) -> Double {
    nanoseconds.withLock { Double($0[stage.rawValue]) / 1e9 }
  }

  /// Nanoseconds on a clock that only goes forward.
  static var now: UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  /// How long ago a moment of ``now`` was.
  static func seconds(since start: UInt64) -> Double { Double(now - start) / 1e9 }
}
