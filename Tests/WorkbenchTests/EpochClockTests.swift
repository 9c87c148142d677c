import Testing

@testable import Workbench

@Suite struct EpochClockTests {
  @Test func theTimeLeftIsThatOfTheMeanEpoch() {
    var time: UInt64 = 5_000_000_000
    var clock = EpochClock(epochs: 5, images: 30) { time }
    time += 3_000_000_000
    let first = clock.end(of: 1)
    #expect(first.seconds == 3 && first.imagesPerSecond == 10 && first.secondsLeft == 12)
    time += 1_000_000_000
    let second = clock.end(of: 2)
    #expect(second.seconds == 1 && second.imagesPerSecond == 30 && second.secondsLeft == 6)
    #expect(clock.end(of: 5).secondsLeft == 0)
  }

  @Test func aRunThatBeganLaterCountsItsOwnEpochs() {
    var time: UInt64 = 0
    var clock = EpochClock(epochs: 10, images: 1) { time }
    time += 2_000_000_000
    #expect(clock.end(of: 8).secondsLeft == 4)
  }

  @Test func figuresAreShortWhateverTheirSize() {
    let numbers = [0.000_981_7, 0.05, 0.25, 1, 9.876, 12.34, 345.6, 12_345.6, 0]
    #expect(
      numbers.map(Figure.significant) == [
        "0.000982", "0.05", "0.25", "1.00", "9.88", "12.3", "346", "12346", "0",
      ])
    #expect(
      [0, 0.2, 59.5, 60, 200, 3600, 7500].map(Figure.duration) == [
        "0 s", "1 s", "1 min 0 s", "1 min 0 s", "3 min 20 s", "1 h 0 min", "2 h 5 min",
      ])
  }
}
