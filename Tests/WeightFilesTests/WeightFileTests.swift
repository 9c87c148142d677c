import Files
import Tensors
import Testing

@testable import WeightFiles

@Suite struct WeightFileTests {
  @Test(arguments: [
    ("types.pth", WeightFileFormat.pyTorch), ("types-legacy.pth", .pyTorchLegacy),
    ("types-protocol4.pth", .pyTorch), ("types-legacy-protocol4.pth", .pyTorchLegacy),
    ("no-checksums.pth", .pyTorch), ("types.safetensors", .safetensors),
  ])
  func everyElementTypeIsReadFromEveryFormat(name: String, format: WeightFileFormat) throws {
    let contents = try Fixture.read(name)
    #expect(contents.format == format)
    #expect(contents.wrappers == [] && contents.ignored == [])
    for type in ElementType.allCases {
      let tensor = try #require(contents.tensors[type.rawValue])
      #expect(tensor.elementType == type)
      #expect(tensor.shape == [2, 3])
      #expect(tensor.floats == Fixture.ramp(6, type))
    }
    #expect(contents.tensors["num_batches_tracked"]?.floats == [7])
    #expect(contents.tensors["num_batches_tracked"]?.shape == [])
    #expect(contents.tensors["num_batches_tracked"]?.elementType == .int64)
    #expect(contents.tensors["empty"]?.shape == [0, 3])
    #expect(contents.tensors.count == ElementType.allCases.count + 2)
  }

  @Test(arguments: WeightFile.OutputFormat.allCases)
  func whatIsWrittenIsReadBackBitForBit(format: WeightFile.OutputFormat) throws {
    let folder = try TemporaryFolder()
    var tensors = ["scalar": try Tensor.ramp([]), "empty": try Tensor.ramp([3, 0])]
    for type in ElementType.allCases {
      tensors["layer.\(type)\"\\\n\u{1}é/😀"] = try Tensor.ramp([2, 1, 5], type)
    }
    try WeightFile.write(tensors, to: folder.file("a"), format: format)
    let contents = try WeightFile.read(path: folder.file("a"))
    #expect(contents.tensors.keys.sorted() == tensors.keys.sorted())
    for (name, tensor) in tensors {
      #expect(contents.tensors[name]?.elementType == tensor.elementType)
      #expect(contents.tensors[name]?.shape == tensor.shape)
      #expect(contents.tensors[name]?.rawBytes == tensor.rawBytes)
    }
  }

  @Test(arguments: WeightFile.OutputFormat.allCases)
  func equalTensorsGiveEqualFiles(format: WeightFile.OutputFormat) throws {
    let folder = try TemporaryFolder()
    let names = (0..<50).map { "layer\($0)" }
    for (file, order) in [("a", names), ("b", names.reversed())] {
      var tensors: [String: Tensor] = [:]
      for name in order { tensors[name] = try Tensor.ramp([2]) }
      try WeightFile.write(tensors, to: folder.file(file), format: format)
    }
    #expect(
      try InputFile.contents(of: folder.file("a")) == InputFile.contents(of: folder.file("b")))
  }

  @Test(arguments: Fixture.readable)
  func memoryAndFileGiveTheSameTensors(name: String) throws {
    let fromFile = try Fixture.read(name)
    let fromMemory = try WeightFile.parse(try Fixture.bytes(name))
    #expect(fromFile.tensors.mapValues(\.rawBytes) == fromMemory.tensors.mapValues(\.rawBytes))
    #expect(fromFile.tensors.mapValues(\.shape) == fromMemory.tensors.mapValues(\.shape))
    #expect(!fromFile.tensors.isEmpty)
  }

  @Test(arguments: Fixture.readable)
  func aFileCutAnywhereIsAnError(name: String) throws {
    let bytes = try Fixture.bytes(name)
    for count in Set(stride(from: 0, to: bytes.count, by: 7)).union([bytes.count - 1]) {
      // A model cut between two fields is a shorter model to protobuf, which has no length of its
      // own; nothing it still holds may be wrong.
      if name.hasSuffix(".onnx") {
        _ = try? WeightFile.parse(Array(bytes[..<count]))
      } else {
        #expect(throws: WeightFileError.self, "cut to \(count) bytes") {
          try WeightFile.parse(Array(bytes[..<count]))
        }
      }
    }
  }

  @Test(arguments: Fixture.readable)
  func aFlippedByteIsReadOrRefusedButNeverACrash(name: String) throws {
    let bytes = try Fixture.bytes(name)
    let limit = bytes.count * TensorLoader.maximumReuse + TensorLoader.smallestLimit
    for index in stride(from: 0, to: bytes.count, by: 5) {
      var flipped = bytes
      flipped[index] ^= [0x01, 0x80, 0xFF, 0x40][index % 4]
      let contents = try? WeightFile.parse(flipped)
      let byteCount = contents?.tensors.values.reduce(0) { $0 + $1.byteCount } ?? 0
      #expect(byteCount <= limit)
    }
  }

  @Test(arguments: [
    ("", "an empty file"), ("version https://git-lfs.github.com/spec/v1", "git lfs pull"),
    ("<!DOCTYPE html>", "a web page"), ("\u{1F}\u{8B}", "the bytes 1f c2 8b"),
    ("GGUF....", "GGUF"), ("hello, this is text", "the bytes 68 65 6c 6c 6f"),
  ])
  func whatIsNoFileOfWeightsIsNamed(text: String, expected: String) throws {
    let said = try #require(message { try WeightFile.parse(Array(text.utf8)) })
    #expect(said.contains(expected))
    #expect(said.hasPrefix("bytes: "))
  }

  @Test func aMissingFileIsNamed() throws {
    #expect(throws: FileError.missing(path: "/nowhere/a.pth")) {
      try WeightFile.read(path: "/nowhere/a.pth")
    }
  }

  @Test func metadataIsRefusedWhereItWouldBeLost() throws {
    let folder = try TemporaryFolder()
    #expect(throws: WeightFileError.self) {
      try WeightFile.write([:], to: folder.file("a"), format: .pyTorch, metadata: ["a": "b"])
    }
  }

  @Test func messagesShowNoControlCharactersOfAFile() throws {
    let said = "\u{1B}[31m\u{202E}name\n".quoted
    #expect(said == "\"\\u{1b}[31m\\u{202e}name\\u{a}\"")
    #expect(String(repeating: "a", count: 1000).quoted.count == 123)
  }
}
