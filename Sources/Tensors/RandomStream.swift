import Glibc

/// Random numbers that have an address instead of a history.
///
/// A stream is named by a seed, a purpose and up to three indexes (epoch, item, view ...). The same
/// name gives the same numbers in any order, on any thread, after any interruption.
///
/// - Source: Philox4x32-10: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
public struct RandomStream: RandomNumberGenerator, Sendable {
  /// What the numbers are for: streams of different purposes never meet.
  public enum Purpose: UInt32, Sendable, CaseIterable {
    case initialization = 1
    case shuffle = 2
    case dropout = 3
    case split = 4
    case augmentation = 5
    case test = 6
    case mix = 7
    case sampling = 8
  }

  let key: SIMD2<UInt32>
  let prefix: SIMD3<UInt32>
  private(set) var block: UInt32 = 0
  private var buffer = SIMD4<UInt32>()
  private var used = 4

  /// - Parameters:
  ///   - first, second: Indexes within the purpose, for example epoch and batch, or item and view.
  public init(seed: UInt64, purpose: Purpose, _ first: UInt64 = 0, _ second: UInt64 = 0) {
    // The indexes are wider than the counter, so the name is first mixed into 128 bits by Philox
    // itself: 64 bits become the key, 64 the upper counter; the lower 32 bits count blocks.
    let seedKey = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
    let named = Self.philox(
      counter: SIMD4(
        UInt32(truncatingIfNeeded: first), UInt32(truncatingIfNeeded: first >> 32),
        purpose.rawValue, 0),
      key: seedKey)
    let mixed = Self.philox(
      counter: SIMD4(
        UInt32(truncatingIfNeeded: second), UInt32(truncatingIfNeeded: second >> 32),
        named[2], named[3]),
      key: SIMD2(named[0], named[1]))
    key = SIMD2(mixed[0], mixed[1])
    prefix = SIMD3(mixed[2], mixed[3], purpose.rawValue)
  }

  public mutating func nextWord() -> UInt32 {
    if used == 4 {
      buffer = Self.philox(
        counter: SIMD4(block, prefix[0], prefix[1], prefix[2]), key: key)
      block &+= 1
      used = 0
    }
    defer { used += 1 }
    return buffer[used]
  }

  /// Leaves out whole blocks of four words, and what is left of a block begun.
  mutating func skipBlocks(_ count: Int) {
    block &+= UInt32(truncatingIfNeeded: count)
    used = 4
  }

  /// Four words at once: the next whole block, leaving out what is left of a block begun.
  @inline(__always)
  public mutating func nextBlock() -> SIMD4<UInt32> {
    defer { block &+= 1 }
    used = 4
    return Self.philox(counter: SIMD4(block, prefix[0], prefix[1], prefix[2]), key: key)
  }

  public mutating func next() -> UInt64 {
    let low = UInt64(nextWord())
    return low | UInt64(nextWord()) << 32
  }

  /// Uniform in `[0, 1)`, a multiple of 2⁻²⁴.
  public mutating func nextUniform() -> Float {
    Float(nextWord() >> 8) * 0x1p-24
  }

  /// Standard normal (Box and Muller, 1958), from two words.
  public mutating func nextNormal() -> Float {
    let radius = (-2 * log(1 - Double(nextWord()) * 0x1p-32)).squareRoot()
    return Float(radius * cos(2 * .pi * Double(nextWord()) * 0x1p-32))
  }

  /// A uniformly random order of `0..<count` (Fisher and Yates).
  public mutating func permutation(of count: Int) -> [Int] {
    (0..<count).map { $0 }.shuffled(using: &self)
  }

  @inline(__always)
  static func philox(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    var (c0, c1, c2, c3) = (counter[0], counter[1], counter[2], counter[3])
    var (k0, k1) = (key[0], key[1])
    for _ in 0..<10 {
      let first = UInt64(0xD251_1F53) &* UInt64(c0)
      let second = UInt64(0xCD9E_8D57) &* UInt64(c2)
      (c0, c1, c2, c3) = (
        UInt32(truncatingIfNeeded: second >> 32) ^ c1 ^ k0, UInt32(truncatingIfNeeded: second),
        UInt32(truncatingIfNeeded: first >> 32) ^ c3 ^ k1, UInt32(truncatingIfNeeded: first)
      )
      k0 &+= 0x9E37_79B9
      k1 &+= 0xBB67_AE85
    }
    return SIMD4(c0, c1, c2, c3)
  }
}
