/// What emptying the cache did.
public struct FeatureRemoval: Equatable, Sendable {
  /// Sets that are gone.
  public var setCount = 0
  /// Sets that stayed because something reads or writes them.
  public var setsInUse = 0
  /// Bytes that are free again.
  public var byteCount = 0
}
