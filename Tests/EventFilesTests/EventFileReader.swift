import Foundation
import Testing

@testable import EventFiles

/// Reads an event file as the specification says, on its own.
enum EventFileReader {
  struct Broken: Error {
    let offset: Int
  }

  /// - Throws: ``Broken`` at the first record that is not whole.
  static func events(of bytes: [UInt8]) throws -> [WireEvent] {
    var events: [WireEvent] = []
    var offset = 0
    while offset < bytes.count {
      let length = try number(bytes, at: offset, width: 8)
      guard try number(bytes, at: offset + 8, width: 4) == mask(bytes[offset..<offset + 8]),
        length < 1 << 32, offset + 12 + Int(length) + 4 <= bytes.count
      else { throw Broken(offset: offset) }
      let content = bytes[offset + 12..<offset + 12 + Int(length)]
      guard try number(bytes, at: content.endIndex, width: 4) == mask(content) else {
        throw Broken(offset: offset)
      }
      events.append(try WireEvent(serializedBytes: Array(content)))
      offset = content.endIndex + 4
    }
    return events
  }

  private static func number(_ bytes: [UInt8], at offset: Int, width: Int) throws -> UInt64 {
    guard offset + width <= bytes.count else { throw Broken(offset: offset) }
    return bytes[offset..<offset + width].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// Bit by bit, where the program uses a table.
  private static func mask(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    var checksum: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      for bit in 0..<8 {
        let isSet = (checksum ^ UInt32(byte) >> bit) & 1 == 1
        checksum = isSet ? checksum >> 1 ^ 0x82F6_3B78 : checksum >> 1
      }
    }
    checksum = ~checksum
    return UInt64((checksum >> 15 | checksum << 17) &+ 0xA282_EAD8)
  }
}
