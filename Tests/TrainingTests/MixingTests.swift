import Tensors
import Testing

@testable import Training

@Suite struct MixingTests {
  private func draws(_ policy: MixPolicy, count: Int = 400) -> [MixDraw] {
    (0..<count).compactMap {
      policy.draw(seed: 3, epoch: 1 + $0 / 20, batch: $0 % 20, rows: 8, height: 20, width: 30)
    }
  }

  /// Mean ½, variance `1 / (4·(2α + 1))`: 4,000 draws give the mean to 0.008 and the variance to some percent.
  @Test(arguments: [0.05, 0.2, 0.8, 1, 3]) func sharesAreBetaDistributed(alpha: Double) {
    let distribution = BetaDistribution(alpha: alpha)
    let values = (0..<4000).map { index -> Double in
      var stream = RandomStream(seed: 5, purpose: .test, UInt64(index))
      return distribution.draw(from: &stream)
    }
    #expect(values.allSatisfy { (0...1).contains($0) })
    let mean = values.reduce(0, +) / 4000
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 3999
    let expected = 1 / (4 * (2 * alpha + 1))
    #expect(abs(mean - 0.5) < 5 * (expected / 4000).squareRoot())
    #expect(abs(variance / expected - 1) < 0.1)
  }

  @Test func aDrawHasAnAddress() {
    let policy = MixPolicy(mixup: 0.4, cutmix: 1)
    func draw(seed: UInt64 = 1, epoch: Int = 1, batch: Int = 0) -> MixDraw? {
      policy.draw(seed: seed, epoch: epoch, batch: batch, rows: 16, height: 8, width: 8)
    }
    #expect(draw() == draw())
    #expect(draw() != draw(seed: 2) && draw() != draw(epoch: 2) && draw() != draw(batch: 1))
    #expect(draw()?.partners.sorted() == Array(0..<16))
  }

  @Test func nothingIsMixedWithoutAnAlphaOrAPartner() {
    #expect(draws(MixPolicy()).isEmpty)
    #expect(
      MixPolicy(mixup: 1).draw(seed: 1, epoch: 1, batch: 0, rows: 1, height: 8, width: 8) == nil)
  }

  @Test func withBothHalfOfTheBatchesHaveEither() {
    #expect(draws(MixPolicy(mixup: 1)).allSatisfy { $0.box == nil })
    #expect(draws(MixPolicy(cutmix: 1)).allSatisfy { $0.box != nil })
    let cuts = draws(MixPolicy(mixup: 1, cutmix: 1)).count { $0.box != nil }
    #expect((150...250).contains(cuts))
  }

  @Test func theShareOfACutIsWhatIsLeft() {
    for draw in draws(MixPolicy(cutmix: 1)) {
      guard let box = draw.box else { continue }
      #expect(box.rows.lowerBound >= 0 && box.rows.upperBound <= 20)
      #expect(box.columns.lowerBound >= 0 && box.columns.upperBound <= 30)
      #expect(draw.share == 1 - Double(box.area) / 600)
    }
  }

  @Test func boxesAreTimms() throws {
    for expected in try Fixtures.load().mixing.boxes {
      let box = MixDraw.Box(
        share: expected.share, centerRow: expected.row, centerColumn: expected.column,
        height: expected.height, width: expected.width)
      #expect(
        [
          box.rows.lowerBound, box.rows.upperBound, box.columns.lowerBound,
          box.columns.upperBound,
        ] == expected.box)
    }
  }

  private func mixed(_ draw: MixDraw, _ expected: Fixtures.Mixing) -> [Float] {
    let pixels = expected.pixels.map(Float.init)
    let size = expected.height * expected.width * expected.channels
    return (0..<draw.partners.count).flatMap { row in
      pixels.withUnsafeBufferPointer { source in
        withBuffer([Float](repeating: .nan, count: size)) {
          draw.mix(
            row: row, of: source, into: $0, width: expected.width, channels: expected.channels)
        }.end
      }
    }
  }

  @Test func blendedPixelsAreNumPys() throws {
    let expected = try Fixtures.load().mixing
    let draw = MixDraw(share: expected.share, partners: expected.partners)
    let found = mixed(draw, expected)
    #expect(found.count == expected.blended.count)
    #expect(zip(found, expected.blended).allSatisfy { abs(Double($0) - $1) < 1e-6 })
  }

  @Test func pastedPixelsAreNumPys() throws {
    let expected = try Fixtures.load().mixing
    let box = MixDraw.Box(
      share: expected.share, centerRow: expected.centerRow, centerColumn: expected.centerColumn,
      height: expected.height, width: expected.width)
    let draw = MixDraw(share: expected.ownShare, partners: expected.partners, box: box)
    #expect(mixed(draw, expected) == expected.pasted.map(Float.init))
    #expect(expected.pasted != expected.pixels)
    #expect(
      abs(expected.ownShare - 1 + Double(box.area) / Double(expected.height * expected.width))
        < 1e-12)
  }

  @Test func targetsAreTimms() throws {
    let expected = try Fixtures.load().mixing
    let draw = MixDraw(share: expected.share, partners: expected.partners)
    let found = withBuffer([Float](repeating: 9, count: expected.targets.count)) {
      draw.fill(
        $0, labels: expected.labels,
        softTargets: SoftTargets(smoothing: expected.smoothing, classes: expected.classes))
    }.end
    #expect(zip(found, expected.targets).allSatisfy { abs(Double($0) - $1) < 1e-6 })
  }

  @Test func weightsAreMixedInTheSameShares() {
    let draw = MixDraw(share: 0.25, partners: [1, 0, 2])
    #expect(draw.mixed(weights: [1, 5, 3]) == [4, 2, 3])
  }

  @Test(arguments: [(MixPolicy(mixup: -1), "--mixup"), (MixPolicy(cutmix: .nan), "--cutmix")])
  func alphasOutsideTheirRangesAreNamed(policy: MixPolicy, flag: String) {
    let error = #expect(throws: TrainingError.self) { try policy.validate() }
    #expect(error?.description.hasPrefix(flag + ": expected ") == true)
  }
}
