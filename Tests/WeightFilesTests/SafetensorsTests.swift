import Files
import Tensors
import Testing

@testable import WeightFiles

@Suite struct SafetensorsTests {
  /// A file with the given header and body.
  private func file(_ header: String, body: Int = 0) -> [UInt8] {
    let length = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) }
    return length + Array(header.utf8) + [UInt8](repeating: 0, count: body)
  }

  private func entry(_ offsets: String, type: String = "F32", shape: String = "[2]") -> String {
    #"{"dtype":"\#(type)","shape":\#(shape),"data_offsets":\#(offsets)}"#
  }

  private func refusal(_ header: String, body: Int = 0) -> String? {
    message { try Safetensors.parse(file(header, body: body), name: "a") }
  }

  @Test func metadataIsReadAndWritten() throws {
    let expected = ["made by": "the \"reference\"\n", "é": "ü"]
    #expect(try Fixture.read("types.safetensors").metadata == expected)
    let folder = try TemporaryFolder()
    try Safetensors.write([:], to: folder.file("a"), metadata: expected)
    #expect(try Safetensors.read(path: folder.file("a")).metadata == expected)
  }

  @Test func metadataIsReadWithoutTensorsButNotOfACutFile() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a")
    try Safetensors.write(["x": Tensor([1, 2], shape: [2])], to: path, metadata: ["made by": "me"])
    #expect(try Safetensors.metadata(path: path) == ["made by": "me"])
    let bytes = try InputFile.contents(of: path)
    let cut = try AtomicFile(path: path)
    try cut.write(Array(bytes.dropLast()))
    try cut.commit()
    #expect(message { _ = try Safetensors.metadata(path: path) }?.contains("found 7") == true)
  }

  @Test func theWrittenBytesAreAsTheSpecificationSays() throws {
    let folder = try TemporaryFolder()
    let tensors = ["b": try Tensor([1], shape: [1]), "a": try Tensor.ramp([3], .uint8)]
    try Safetensors.write(tensors, to: folder.file("a"))
    let header =
      #"{"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"#
      + #""a":{"dtype":"U8","shape":[3],"data_offsets":[4,7]}}"#
    let padding = String(repeating: " ", count: (8 - header.utf8.count % 8) % 8)
    #expect(
      try InputFile.contents(of: folder.file("a"))
        == file(header + padding) + [0, 0, 0x80, 0x3F, 0, 1, 2])
  }

  @Test func spaceAndAnyOrderOfKeysAreRead() throws {
    let header = " { \"x\" : {\"shape\":[ 1 , 2 ],\t\"data_offsets\":[0,8],\n\"dtype\":\"F32\"} } "
    #expect(try Safetensors.parse(file(header, body: 8), name: "a").tensors["x"]?.shape == [1, 2])
    #expect(try Safetensors.parse(file("{}"), name: "a").tensors.isEmpty)
  }

  @Test func escapesInNamesAreRead() throws {
    let header = #"{"\"\\\/\b\f\n\r\t\u00e9\uD83D\uDE00":\#(entry("[0,8]"))}"#
    let name = try Safetensors.parse(file(header, body: 8), name: "a").tensors.keys.first
    #expect(name == "\"\\/\u{8}\u{C}\n\r\té😀")
  }

  @Test(arguments: [
    "[-1,7]", "[0,8.0]", "[0,1e1]", "[00,8]", "[0]", "[0,8,9]", "[8,0]", "[0,9]", "[0,7]",
    "[0,9223372036854775808]", "[\"0\",8]", "null", "[0,8", "[1,9]", "[4611686018427387904,8]",
  ])
  func offsetsThatAreNoneAreRefused(offsets: String) {
    #expect(refusal("{\"x\":\(entry(offsets))}", body: 8)?.contains("a: damaged: ") == true)
  }

  @Test func overlapHolesAndRestAreRefused() {
    let first = "{\"x\":" + entry("[0,8]")
    #expect(
      refusal(first + ",\"y\":" + entry("[4,12]") + "}", body: 12)?.contains("overlap") == true)
    #expect(
      refusal(first + ",\"y\":" + entry("[0,8]") + "}", body: 8)?.contains("overlap") == true)
    #expect(
      refusal(first + ",\"y\":" + entry("[12,20]") + "}", body: 20)?.contains("hole") == true)
    #expect(refusal(first + "}", body: 9)?.contains("expected 8 bytes") == true)
    #expect(refusal(first + "}", body: 7)?.contains("expected 8 bytes") == true)
  }

  @Test func aShapeTooLargeIsRefusedBeforeMemoryIsTaken() {
    let huge = "[4611686018427387904,2]"
    #expect(refusal("{\"x\":\(entry("[0,8]", shape: huge))}", body: 8) != nil)
    #expect(refusal("{\"x\":\(entry("[0,8]", shape: "[2305843009213693953]"))}", body: 8) != nil)
    #expect(
      refusal("{\"x\":\(entry("[0,1099511627776]", shape: "[274877906944]"))}", body: 8) != nil)
  }

  @Test func aNameTwiceIsRefused() {
    let entry = entry("[0,0]", shape: "[0]")
    #expect(refusal("{\"x\":\(entry),\"x\":\(entry)}")?.contains("\"x\" twice") == true)
    #expect(refusal("{\"x\":\(entry),\"\\u0078\":\(entry)}")?.contains("twice") == true)
    #expect(refusal(#"{"__metadata__":{"a":"b","a":"c"}}"#)?.contains("twice") == true)
    #expect(refusal(#"{"__metadata__":{},"__metadata__":{}}"#)?.contains("twice") == true)
    #expect(refusal(#"{"x":{"dtype":"F32","dtype":"F32","shape":[],"data_offsets":[0,4]}}"#) != nil)
  }

  @Test(arguments: ["F8_E4M3", "F8_E5M2", "U16", "U32", "U64", "F4", "C64", "f32"])
  func anotherElementTypeIsNamed(type: String) {
    let said = refusal("{\"x\":\(entry("[0,8]", type: type))}", body: 8)
    #expect(said?.contains("\"\(type)\"") == true && said?.contains("convert") == true)
  }

  @Test func nestingOfAnyDepthIsRefused() {
    for opening in ["[", "{\"a\":", "{\"__metadata__\":{\"a\":"] {
      #expect(refusal(String(repeating: opening, count: 1_000_000)) != nil)
    }
    let shape = String(repeating: "[", count: 1_000_000)
    #expect(refusal("{\"x\":{\"shape\":\(shape)") != nil)
  }

  @Test(arguments: [
    "", "{", "{}x", "{\"x\"}", "{\"x\":1}", "{,}", "{\"x\":{}}", "{\"a", "{\"a\\", "{\"\\u12",
    "{\"\\ud800\":{}}", "{\"\\ud800\\u0041\":{}}", "{\"\\udc00\":{}}", "{\"\\x\":{}}", "[]",
    "{\"__metadata__\":{\"a\":1}}", "{\"__metadata__\":[]}", "{\"a\nb\":{}}",
  ])
  func textThatIsNoHeaderIsRefused(header: String) {
    #expect(refusal(header) != nil)
  }

  @Test func bytesThatAreNoTextAreRefused() {
    var bytes = file("{\"x\":\(entry("[0,8]"))}", body: 8)
    bytes[10] = 0xFF
    #expect(message { try Safetensors.parse(bytes, name: "a") }?.contains("UTF-8") == true)
  }

  @Test(arguments: [100_000_001, UInt64(1) << 63, .max])
  func aHugeHeaderIsRefused(length: UInt64) {
    let bytes = withUnsafeBytes(of: length.littleEndian) { Array($0) } + Array("{}".utf8)
    #expect(message { try Safetensors.parse(bytes, name: "a") }?.contains("100000000") == true)
  }

  @Test func aHeaderLongerThanTheFileIsRefused() {
    let bytes = [UInt8](file("{}").dropLast())
    #expect(message { try Safetensors.parse(bytes, name: "a") }?.contains("ends early") == true)
  }

  @Test func theReservedNameIsNotWritten() throws {
    let folder = try TemporaryFolder()
    #expect(throws: WeightFileError.self) {
      try Safetensors.write(["__metadata__": try Tensor.ramp([1])], to: folder.file("a"))
    }
  }
}
