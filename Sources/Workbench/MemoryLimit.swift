/// How much memory a use case may have.
public struct MemoryLimit: Sendable, Equatable {
  public let byteCount: Int
  /// Whether `--memory-limit` says so; otherwise the machine has no more at the moment.
  public let isGiven: Bool

  /// What the program takes whatever it computes: itself and its libraries, what checking the pictures leaves with the
  /// allocator, and the engine that draws a report's charts at the end. Measured are 65 MB of code, 20 MB of its own,
  /// 50 MB after the check and 55 MB for charts; every need counts it.
  static let programByteCount = 200_000_000

  /// What the user allows, or all that there is.
  init(of machine: RunConfiguration.Machine) {
    isGiven = machine.memoryLimit != nil
    byteCount = machine.memoryLimit ?? PhysicalMemory.available
  }

  /// What to do where a plan needs more, found by trying: half as many pictures at a time, and half of these.
  /// - Parameters:
  ///   - microBatch: Pictures at a time that are too many.
  ///   - instead: What else lowers the need.
  ///   - fits: Whether so many pictures at a time fit with one worker.
  static func advice(
    below microBatch: Int, instead: String, fits: (Int) throws -> Bool
  ) rethrows -> String {
    var smaller = microBatch / 2
    while smaller >= 1 {
      if try fits(smaller) { return "--micro-batch \(smaller) would fit" }
      smaller /= 2
    }
    return "no --micro-batch would fit; \(instead)"
  }
}
