import Synchronization

/// A flag that asks running work to stop at the next task. It is set once and stays set; setting it is
/// safe in a signal handler.
public final class Cancellation: Sendable {
  private let flag = Atomic<Bool>(false)

  public init() {}

  public func cancel() { flag.store(true, ordering: .relaxed) }

  public var isCancelled: Bool { flag.load(ordering: .relaxed) }

  /// - Throws: `CancellationError` once it is set.
  public func check() throws {
    if isCancelled { throw CancellationError() }
  }
}
