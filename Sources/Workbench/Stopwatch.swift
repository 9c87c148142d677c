import Glibc

/// Times a run and asks the system for its peak memory.
struct Stopwatch {
  private let start = StageClock.now
  private var trainingStart = StageClock.now

  mutating func trainingBegins() { trainingStart = StageClock.now }

  func effort(_ session: Session) -> Effort {
    let end = StageClock.now
    let workers = Double(session.workers.count)
    let decode = session.clock.seconds(.decoding) / workers
    let backbone = session.clock.seconds(.backbone) / workers
    let computed = session.computedCount
    return Effort(
      seconds: Effort.Seconds(
        total: Double(end - start) / 1e9, decode: decode, backbone: backbone,
        training: Double(end - trainingStart) / 1e9),
      images: session.dataset.items.count,
      imagesPerSecond: computed > 0 ? Double(computed) / (decode + backbone) : nil,
      peakMemoryBytes: Self.peakMemoryBytes)
  }

  /// The largest resident set so far, in bytes.
  ///
  /// `getrusage` also counts what the process was before `exec`: a copy of who started it, be that a notebook with
  /// much in memory.
  static var peakMemoryBytes: Int {
    if let peak = PhysicalMemory.peak(root: "") { return peak }
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss * 1024
  }
}
