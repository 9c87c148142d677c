import Testing

@testable import EventFiles

@Suite struct ChecksumTests {
  /// RFC 3720, appendix B.4.
  @Test(
    arguments: [
      ([UInt8](repeating: 0, count: 32), 0x8A91_36AA),
      ([UInt8](repeating: 0xFF, count: 32), 0x62A8_AB43),
      ([UInt8](0..<32), 0x46DD_794E),
      ([UInt8]((0..<32).reversed()), 0x113F_DB5C),
      (Array("123456789".utf8), 0xE306_9283),
    ] as [([UInt8], UInt32)])
  func theVectorsOfTheSpecificationAreMet(bytes: [UInt8], expected: UInt32) {
    #expect(Checksum.castagnoli(of: bytes) == expected)
  }

  @Test func theMaskRotatesAndAdds() {
    let checksum: UInt32 = 0xE306_9283
    #expect(
      Checksum.masked(of: Array("123456789".utf8))
        == (checksum >> 15 | checksum << 17) &+ 0xA282_EAD8)
    #expect(Checksum.masked(of: []) == 0xA282_EAD8)
  }
}
