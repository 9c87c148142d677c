/// CRC-32C, and the masked form in which event files store it.
enum Checksum {
  /// The reflected Castagnoli polynomial `0x1EDC6F41`, one entry for each value of a byte.
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { value, _ in
      value & 1 == 1 ? value >> 1 ^ 0x82F6_3B78 : value >> 1
    }
  }

  /// - Source: Castagnoli, Bräuer and Herrmann, "Optimization of cyclic redundancy-check codes with 24 and 32
  ///   parity bits", 1993; RFC 3720, appendix B.4, has the test vectors.
  static func castagnoli(of bytes: some Sequence<UInt8>) -> UInt32 {
    ~bytes.reduce(~0) { value, byte in
      value >> 8 ^ table[Int(UInt8(truncatingIfNeeded: value) ^ byte)]
    }
  }

  /// Rotated right by 15 bits, plus a constant: a checksum of data that holds checksums is weak otherwise.
  /// - Source: The TFRecord format, `masked_crc = ((crc >> 15) | (crc << 17)) + 0xa282ead8`.
  static func masked(of bytes: some Sequence<UInt8>) -> UInt32 {
    let checksum = castagnoli(of: bytes)
    return (checksum >> 15 | checksum << 17) &+ 0xA282_EAD8
  }
}
