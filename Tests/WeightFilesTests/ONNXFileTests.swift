import Tensors
import Testing

@testable import WeightFiles

@Suite struct ONNXFileTests {
  @Test func initializersAreReadFromEveryFieldThatHoldsThem() throws {
    let contents = try Fixture.read("initializers.onnx")
    #expect(contents.format == .onnx)
    for type in ElementType.allCases {
      let tensor = try #require(contents.tensors["typed.\(type)"])
      #expect(tensor.elementType == type && tensor.shape == [2, 3])
      #expect(tensor.floats == Fixture.ramp(6, type))
    }
    for type in [ElementType.float32, .float16, .float64] {
      #expect(contents.tensors["raw.\(type)"]?.floats == Fixture.ramp(6))
      #expect(contents.tensors["raw.\(type)"]?.elementType == type)
    }
    #expect(contents.tensors.count == 13)
  }

  @Test func theProducerIsRead() throws {
    let metadata = try Fixture.read("initializers.onnx").metadata
    #expect(metadata["producer_name"] == "make_fixtures")
    #expect(metadata["purpose"] == "test")
  }

  @Test func numbersInOtherFilesAreRefused() {
    let said = message { try Fixture.read("external.onnx") }
    #expect(said?.contains("\"weight\"") == true && said?.contains("another file") == true)
  }

  @Test func textsAreRefused() {
    #expect(message { try Fixture.read("strings.onnx") }?.contains("of texts") == true)
  }

  // MARK: Hostile

  private func field(_ number: UInt8, _ content: [UInt8]) -> [UInt8] {
    [number << 3 | 2, UInt8(content.count)] + content
  }

  private func refusal(tensor: [UInt8]) -> String? {
    message { try WeightFile.parse([0x08, 7] + field(7, field(5, tensor))) }
  }

  private var name: [UInt8] { field(8, Array("w".utf8)) }

  @Test func aSoundTensorOfTheseTestsIsRead() throws {
    // Without this the refusals below could have any reason.
    let tensor: [UInt8] = [0x08, 2, 0x10, 1] + name + field(9, [0, 0, 0, 0, 0, 0, 0x80, 0x3F])
    let contents = try WeightFile.parse([0x08, 7] + field(7, field(5, tensor)))
    #expect(contents.tensors["w"]?.floats == [0, 1])
    let unpacked: [UInt8] = [0x08, 2, 0x10, 6] + name + [0x28, 3, 0x28, 4]
    let numbers = try WeightFile.parse([0x08, 7] + field(7, field(5, unpacked)))
    #expect(numbers.tensors["w"]?.floats == [3, 4])
  }

  @Test(arguments: [
    ("too few numbers", [0x08, 3, 0x10, 1, 0x4A, 4, 0, 0, 0, 0], "the size of float32 [3]"),
    ("no numbers", [0x08, 3, 0x10, 1], "found 0 bytes"),
    ("a huge shape", [0x08] + [UInt8](repeating: 0xFF, count: 8) + [0x7F, 0x10, 1], "the size of"),
    (
      "a negative extent", [0x08] + [UInt8](repeating: 0xFF, count: 9) + [0x01, 0x10, 1], "a shape"
    ),
    ("float8", [0x08, 1, 0x10, 17, 0x4A, 1, 0], "type 17"),
    ("unsigned 64 bits", [0x08, 1, 0x10, 13, 0x58, 1], "unsigned"),
    ("a number too wide", [0x08, 1, 0x10, 3, 0x28, 0x80, 1], "numbers that fit their type"),
    ("a length beyond the message", [0x4A, 0x7F, 0], "ends early"),
    ("an endless integer", [0x08] + [UInt8](repeating: 0x80, count: 11), "ten bytes"),
    ("a group", [0x0B], "a wire type"),
    ("field zero", [0x02, 0], "a field number"),
  ])
  func aDamagedTensorIsRefused(what: String, tensor: [UInt8], expected: String) {
    let said = refusal(tensor: name + tensor)
    #expect(said?.contains(expected) == true, "\(what): \(said ?? "read")")
  }

  @Test func aNameTwiceOrNoneIsRefused() {
    let tensor: [UInt8] = [0x08, 0, 0x10, 1]
    let twice = field(5, name + tensor) + field(5, name + tensor)
    #expect(message { try WeightFile.parse([0x08, 7] + field(7, twice)) } != nil)
    #expect(refusal(tensor: tensor) != nil)
  }

  @Test func aModelWithoutGraphIsRefused() {
    #expect(message { try WeightFile.parse([0x08, 7]) }?.contains("a graph") == true)
  }
}
