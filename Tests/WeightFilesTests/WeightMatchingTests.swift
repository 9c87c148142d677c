import Tensors
import Testing

@testable import WeightFiles

@Suite struct WeightMatchingTests {
  private func tensors(_ shapes: [String: Shape]) throws -> [String: Tensor] {
    try shapes.mapValues { try Tensor(zeros: $0) }
  }

  @Test func whatFitsIsReturnedAndNothingElse() throws {
    let found = try tensors(["a": [2], "b": [2, 3], "n.num_batches_tracked": []])
    let matched = try WeightMatching.match(found, expected: ["a": [2], "b": [2, 3]], path: "f")
    #expect(matched.keys.sorted() == ["a", "b"])
  }

  @Test func everyDifferenceIsListedOnce() throws {
    let found = try tensors(["a": [2], "b": [2, 3], "z": [1], "y": []])
    let expected: [String: Shape] = ["a": [3], "b": [2, 3], "c": [1]]
    var mismatch: WeightMismatch?
    do throws(WeightMismatch) {
      _ = try WeightMatching.match(found, expected: expected, path: "f.pth")
    } catch { mismatch = error }
    #expect(mismatch?.missing == ["c"])
    #expect(mismatch?.extra == ["y", "z"])
    #expect(mismatch?.misshapen == [.init(name: "a", expected: [3], found: [2])])
    #expect(
      mismatch?.description == """
        f.pth: the weights do not fit the network: 1 missing: "c"; 2 not expected: "y", "z"; \
        1 of another shape: "a" expected [3], found [2]
        """)
  }

  @Test func extraNamesPassWhereTheirEndingIsAllowed() throws {
    let found = try tensors(["fc.weight": [2]])
    #expect(throws: WeightMismatch.self) {
      try WeightMatching.match(found, expected: [:], path: "f")
    }
    let matched = try WeightMatching.match(
      found, expected: [:], allowedExtraSuffixes: ["fc.weight"], path: "f")
    #expect(matched.isEmpty)
  }

  @Test func aLongListIsCountedNotPrinted() throws {
    let expected = Dictionary(uniqueKeysWithValues: (10..<99).map { ("w\($0)", [1] as Shape) })
    let said = message { try WeightMatching.match([:], expected: expected, path: "f") }
    #expect(said?.contains("89 missing: \"w10\"") == true)
    #expect(said?.contains("\"w17\" and 81 more") == true)
    #expect(said?.contains("w18") == false)
  }
}
