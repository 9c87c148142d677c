import EventFiles
import Testing

@Suite struct HistogramTests {
  @Test func everyFiniteNumberIsCountedOnce() {
    let values = (0..<1000).map { Float($0 * 37 % 1000) / 10 } + [.nan, .infinity, -.infinity]
    let histogram = Histogram(of: values)
    #expect(histogram.count == 1000)
    #expect(histogram.counts.reduce(0, +) == 1000)
    #expect(histogram.counts.count == 30)
    #expect(histogram.minimum == 0 && histogram.maximum == Double(Float(99.9)))
    #expect(histogram.edges.last == histogram.maximum)
    #expect(zip(histogram.edges, histogram.edges.dropFirst()).allSatisfy { $0 < $1 })
    // 1000 numbers evenly over 30 buckets.
    #expect(histogram.counts.allSatisfy { (33...34).contains($0) })
  }

  @Test func numbersLieInTheBucketsThatTheirEdgesSay() {
    let histogram = Histogram(of: [-1, -0.9, 0, 0.1, 1], buckets: 4)
    #expect(histogram.edges == [-0.5, 0, 0.5, 1])
    #expect(histogram.counts == [2, 0, 2, 1])
  }

  @Test func equalNumbersAreOneBucketAndNoneAreNone() {
    let same = Histogram(of: [3, 3, 3])
    #expect(same.edges == [3] && same.counts == [3])
    #expect(same.sum == 9 && same.sumOfSquares == 27)
    let none = Histogram(of: [.nan])
    #expect(none.count == 0 && none.edges.isEmpty && none.counts.isEmpty)
    #expect(none.minimum == 0 && none.maximum == 0)
  }
}
