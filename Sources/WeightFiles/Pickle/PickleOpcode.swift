/// The opcodes that weights are made of. Any other is refused.
/// - Source: CPython `Lib/pickletools.py`, protocols 2 to 5.
enum PickleOpcode: UInt8 {
  case mark = 0x28  // (
  case emptyTuple = 0x29  // )
  case stop = 0x2E  // .
  case pop = 0x30  // 0
  case popMark = 0x31  // 1
  case duplicate = 0x32  // 2
  case bytes = 0x42  // B
  case shortBytes = 0x43  // C
  case real = 0x47  // G
  case integer32 = 0x4A  // J
  case integer8 = 0x4B  // K
  case integer16 = 0x4D  // M
  case none = 0x4E  // N
  case persistentIdentifier = 0x51  // Q
  case reduce = 0x52  // R
  case string = 0x54  // T
  case shortString = 0x55  // U
  case unicode = 0x58  // X
  case append = 0x61  // a
  case build = 0x62  // b
  case global = 0x63  // c
  case dictionary = 0x64  // d
  case appends = 0x65  // e
  case getMemo = 0x68  // h
  case getMemo32 = 0x6A  // j
  case list = 0x6C  // l
  case putMemo = 0x71  // q
  case putMemo32 = 0x72  // r
  case setItem = 0x73  // s
  case tuple = 0x74  // t
  case setItems = 0x75  // u
  case emptyList = 0x5D  // ]
  case emptyDictionary = 0x7D  // }
  case protocolVersion = 0x80
  case newObject = 0x81
  case tuple1 = 0x85
  case tuple2 = 0x86
  case tuple3 = 0x87
  case newTrue = 0x88
  case newFalse = 0x89
  case long1 = 0x8A
  case shortUnicode = 0x8C
  case unicode64 = 0x8D
  case bytes64 = 0x8E
  case stackGlobal = 0x93
  case memoize = 0x94
  case frame = 0x95
  case byteArray64 = 0x96

  /// Names of the opcodes that are refused, for the message.
  static let refusedNames: [UInt8: String] = [
    0x46: "FLOAT", 0x49: "INT", 0x4C: "LONG", 0x50: "PERSID", 0x53: "STRING", 0x56: "UNICODE",
    0x67: "GET", 0x69: "INST", 0x6F: "OBJ", 0x70: "PUT", 0x82: "EXT1", 0x83: "EXT2", 0x84: "EXT4",
    0x8B: "LONG4", 0x8F: "EMPTY_SET", 0x90: "ADDITEMS", 0x91: "FROZENSET", 0x92: "NEWOBJ_EX",
    0x97: "NEXT_BUFFER", 0x98: "READONLY_BUFFER",
  ]
}
