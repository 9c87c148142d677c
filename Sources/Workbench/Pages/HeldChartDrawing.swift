import Synchronization

/// The engine that draws charts as pictures: made when the first is wanted, kept for the reports of one command.
final class HeldChartDrawing: Sendable {
  private enum State {
    case unasked
    case ready(ChartDrawing)
    case missing
  }

  /// Held while a script runs: an engine is used by one thread at a time.
  private let state = Mutex(State.unasked)
  private let make: @Sendable () throws -> ChartDrawing

  init(make: @escaping @Sendable () throws -> ChartDrawing = { try ChartDrawing() }) {
    self.make = make
  }

  /// - Returns: `nil` where there is no engine and the reason has been told before.
  /// - Throws: Why there is no engine, the first time; what `body` throws.
  func with<Value: Sendable>(_ body: (ChartDrawing) throws -> Value) throws -> Value? {
    try state.withLock { state in
      if case .unasked = state {
        state = .missing
        state = .ready(try make())
      }
      guard case .ready(let drawing) = state else { return nil }
      return try body(drawing)
    }
  }
}
