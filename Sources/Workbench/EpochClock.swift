/// Times the epochs of a run.
struct EpochClock {
  /// How fast an epoch was, and what that says of the rest.
  struct Pace {
    /// From the end of the epoch before to the end of this one, saving included.
    let seconds: Double
    /// Training pictures.
    let imagesPerSecond: Double
    /// Until the last epoch's end if the others take as long as those so far; an early stop is not foreseen.
    let secondsLeft: Double
  }

  private let epochs: Int
  private let images: Int
  private let now: () -> UInt64
  private let start: UInt64
  private var lapStart: UInt64
  private var laps = 0

  /// - Parameters:
  ///   - images: Training pictures an epoch.
  ///   - now: Nanoseconds; for tests.
  init(epochs: Int, images: Int, now: @escaping () -> UInt64 = { StageClock.now }) {
    self.epochs = epochs
    self.images = images
    self.now = now
    start = now()
    lapStart = start
  }

  /// - Parameter epoch: The one that has just ended, counted from 1.
  mutating func end(of epoch: Int) -> Pace {
    let time = now()
    defer { lapStart = time }
    laps += 1
    let seconds = Double(time - lapStart) / 1e9
    return Pace(
      seconds: seconds, imagesPerSecond: seconds > 0 ? Double(images) / seconds : 0,
      secondsLeft: Double(time - start) / 1e9 / Double(laps) * Double(max(epochs - epoch, 0)))
  }
}
