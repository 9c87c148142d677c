import Evaluation
import Testing

@Suite struct PercentilesTests {
  @Test func eachIsAValueThatSoManyDoNotExceed() {
    let values = Percentiles(of: (1...200).map(Double.init).shuffled())
    #expect([0, 0.5, 50, 90, 99, 100].map(values.value) == [1, 1, 100, 180, 198, 200])
  }

  /// `numpy.percentile(…, method="inverted_cdf")` answers the same.
  @Test func ofFewValuesHighOnesAreTheGreatest() {
    let values = Percentiles(of: [3, 1, 2, 8])
    #expect([25, 26, 50, 75, 90, 99].map(values.value) == [1, 2, 2, 3, 8, 8])
    #expect(Percentiles(of: [7]).value(at: 50) == 7)
  }
}
