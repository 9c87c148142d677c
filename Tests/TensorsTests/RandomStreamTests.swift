import CLoops
import Testing

@testable import Tensors

@Suite struct RandomStreamTests {
  /// The known-answer vectors that the authors publish with Random123 (`philox4x32 10`).
  @Test(arguments: [
    (
      SIMD4<UInt32>(repeating: 0), SIMD2<UInt32>(repeating: 0),
      SIMD4<UInt32>(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)
    ),
    (
      SIMD4<UInt32>(repeating: .max), SIMD2<UInt32>(repeating: .max),
      SIMD4<UInt32>(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd)
    ),
  ])
  func agreesWithThePublishedVectors(
    counter: SIMD4<UInt32>, key: SIMD2<UInt32>, expected: SIMD4<UInt32>
  ) {
    #expect(RandomStream.philox(counter: counter, key: key) == expected)
  }

  @Test func sameAddressGivesTheSameNumbers() {
    var first = RandomStream(seed: 7, purpose: .dropout, 3, 9)
    var second = RandomStream(seed: 7, purpose: .dropout, 3, 9)
    #expect((0..<100).allSatisfy { _ in first.next() == second.next() })
  }

  @Test func differentAddressesGiveDifferentNumbers() {
    var seen: Set<UInt64> = []
    for seed in 0..<4 as Range<UInt64> {
      for purpose in RandomStream.Purpose.allCases {
        for first in 0..<4 as Range<UInt64> {
          for second in 0..<4 as Range<UInt64> {
            var stream = RandomStream(seed: seed, purpose: purpose, first, second)
            seen.insert(stream.next())
          }
        }
      }
    }
    #expect(seen.count == 4 * RandomStream.Purpose.allCases.count * 16)
  }

  @Test func uniformNumbersFillTheirInterval() {
    var stream = RandomStream(seed: 1, purpose: .test)
    let sample = (0..<20_000).map { _ in stream.nextUniform() }
    #expect(sample.allSatisfy { (0..<1).contains($0) })
    #expect(abs(sample.reduce(0, +) / 20_000 - 0.5) < 0.01)
  }

  @Test func normalNumbersHaveUnitVariance() {
    var stream = RandomStream(seed: 1, purpose: .test)
    let sample = (0..<20_000).map { _ in stream.nextNormal() }
    let mean = sample.reduce(0, +) / 20_000
    let variance = sample.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 20_000
    #expect(abs(mean) < 0.03)
    #expect(abs(variance - 1) < 0.05)
  }

  @Test func aPermutationHoldsEveryIndexOnce() {
    var stream = RandomStream(seed: 1, purpose: .shuffle)
    let order = stream.permutation(of: 1000)
    #expect(order.sorted() == Array(0..<1000))
    #expect(order != Array(0..<1000))
  }

  @Test(arguments: [0, 1, 7, 8, 9, 63, 64, 1000])
  func everyPathDrawsTheMaskThatTheWordsSay(count: Int) {
    for path in [graft_loop_path_plain, graft_loop_path_avx2, graft_loop_path_avx512]
    where path.rawValue <= graft_best_loop_path().rawValue {
      for threshold in [0, 1, 30_000, 65_535, 65_536] as [UInt32] {
        let mask = UnsafeMutableBufferPointer<Float>.allocate(capacity: count)
        defer { mask.deallocate() }
        var stream = RandomStream(seed: 3, purpose: .dropout, 4, 5)
        var words = stream
        for _ in 0..<4 { _ = words.nextWord() }
        _ = stream.nextBlock()
        stream.fillMask(mask, threshold: threshold, kept: 2, path: path)
        let drawn = (0..<(count + 7) / 8 * 4).map { _ in words.nextWord() }
        let halves = drawn.flatMap { [$0 & 0xFFFF, $0 >> 16] }
        #expect(mask.elementsEqual(halves.prefix(count).map { $0 < threshold ? 0 : 2 }))
        #expect(stream.nextWord() == words.nextWord())
      }
    }
  }

  @Test(arguments: [1, 7, 8, 9, 1000])
  func aMaskDropsItsShareAndKeepsTheRest(count: Int) {
    let buffer = UnsafeMutableBufferPointer<Float>.allocate(capacity: count)
    defer { buffer.deallocate() }
    var dropped = 0
    for address in 0..<(200_000 / count) as Range<Int> {
      var stream = RandomStream(seed: 1, purpose: .dropout, UInt64(address))
      stream.fillMask(buffer, threshold: 16_384, kept: 1.5)
      dropped += buffer.count { $0 == 0 }
      #expect(buffer.allSatisfy { $0 == 0 || $0 == 1.5 })
    }
    #expect(abs(Double(dropped) / Double(200_000 / count * count) - 0.25) < 0.01)
  }
}
