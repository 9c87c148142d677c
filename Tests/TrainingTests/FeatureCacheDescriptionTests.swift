import Testing

@testable import Training

@Suite struct FeatureCacheDescriptionTests {
  private typealias Change = @Sendable (inout FeatureSetDescription) -> Void

  @Test func everythingThatMakesTheFeaturesChangesTheKey() throws {
    let changes: [Change] = [
      { _ in }, { $0.weightsDigest = "00fe" }, { $0.boundary = "layer3" },
      { $0.preprocessing = #"{"size":225}"# }, { $0.precision = .bfloat16 },
      { $0.kernels = "reference 2" }, { $0.microBatch = 4 }, { $0.elementType = .bfloat16 },
      { $0.elementCount = 5 }, { $0.augmentation = FeatureAugmentation(digest: "aa", seed: 0) },
      { $0.augmentation = FeatureAugmentation(digest: "aa", seed: .max) },
      { $0.augmentation = FeatureAugmentation(digest: "ab", seed: 0) },
    ]
    let keys = try changes.map { change in
      var description = FeatureCacheFixture.description()
      change(&description)
      return try description.key()
    }
    #expect(Set(keys).count == changes.count)
    #expect(keys.allSatisfy { $0.utf8.count == 64 })
  }

  /// A change here throws away what users have stored: raise the version and say so.
  @Test func theKeyIsTheSameOnEveryMachineAndDay() throws {
    var description = FeatureCacheFixture.description()
    description.augmentation = FeatureAugmentation(digest: "aa", seed: .max)
    let expected =
      #"{"augmentation":{"digest":"aa","seed":18446744073709551615},"boundary":"pool","#
      + #""elementCount":4,"elementType":"float32","kernels":"reference 1","#
      + #""microBatch":8,"precision":"f32","#
      + #""preprocessing":"{\"size\":224}","weightsDigest":"00ff"}"#
    #expect(try description.canonicalJSON() == expected)
    // SHA-256 of "graft features 1\n" and the above, computed with another program.
    #expect(
      try description.key()
        == "e8867623b5a0d89baee372b44a0c9bd55f33ba202ece931193e0e0879e1bc6e7")
  }

  @Test func elementsThatTheFormatDoesNotHoldAreRefused() throws {
    let cache = try FeatureCacheFixture().cache()
    for description in [
      FeatureCacheFixture.description(elementType: .float64),
      FeatureCacheFixture.description(elementCount: 0),
      FeatureCacheFixture.description(elementCount: -1),
      FeatureCacheFixture.description(
        elementCount: FeatureSetDescription.maximumElementCount + 1),
    ] {
      #expect(throws: FeatureCacheError.self) { try description.key() }
      #expect(throws: FeatureCacheError.self) { try cache.open(description) }
    }
  }

  @Test func anImageDigestIsTheSHA256OfTheFile() throws {
    // FIPS 180-2, appendix B.1.
    let expected: [UInt8] = [
      0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41, 0x40, 0xde, 0x5d, 0xae, 0x22,
      0x23,
      0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17, 0x7a, 0x9c, 0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15,
      0xad,
    ]
    let digest = ImageDigest(ofFileContents: Array("abc".utf8))
    #expect(digest == ImageDigest(bytes: expected))
    var written = [UInt8](repeating: 0, count: 32)
    written.withUnsafeMutableBytes { digest.write(to: $0) }
    #expect(written == expected)
    #expect(ImageDigest(bytes: Array(expected.dropLast())) == nil)
  }
}
