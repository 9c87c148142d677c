import Files
import Tensors
import Testing

@testable import WeightFiles

@Suite struct PyTorchFileTests {
  @Test(arguments: ["views.pth", "views-legacy.pth", "deflated.pth"])
  func stridedAndSharedTensorsAreGathered(name: String) throws {
    let tensors = try Fixture.read(name).tensors
    func expect(_ name: String, _ shape: Shape, _ index: (Int, Int, Int) -> Int) throws {
      let tensor = try #require(tensors[name])
      let depth = shape.rank > 2 ? shape[2] : 1
      let width = shape.rank > 1 ? shape[1] : 1
      let expected = (0..<shape.elementCount).map {
        Float(index($0 / (width * depth), $0 / depth % width, $0 % depth)) / 2 - 3
      }
      #expect(tensor.shape == shape)
      #expect(tensor.floats == expected)
    }
    try expect("transposed", [6, 4]) { row, column, _ in column * 6 + row }
    try expect("rows", [2, 6]) { row, column, _ in (row + 1) * 6 + column }
    try expect("columns", [4, 3]) { row, column, _ in row * 6 + column * 2 }
    try expect("tied.first", [5]) { index, _, _ in index }
    try expect("tied.second", [5]) { index, _, _ in index }
    try expect("expanded", [4, 3]) { _, column, _ in column }
    try expect("permuted", [4, 2, 3]) { a, b, c in b * 12 + c * 4 + a }
    try expect("parameter", [3]) { index, _, _ in index }
    try expect("scalar", []) { _, _, _ in 15 }
    #expect(tensors.count == 9)
  }

  @Test func aStateDictionaryKeepsItsNames() throws {
    let contents = try Fixture.read("network.pth")
    #expect(
      contents.tensors.mapValues(\.shape) == [
        "0.weight": [2, 3], "0.bias": [2], "1.weight": [2], "1.bias": [2], "1.running_mean": [2],
        "1.running_var": [2], "1.num_batches_tracked": [],
      ])
  }

  @Test func aTrainingCheckpointIsUnwrapped() throws {
    let contents = try Fixture.read("checkpoint.pth")
    let plain = try Fixture.read("network.pth")
    #expect(contents.wrappers == ["state_dict"])
    #expect(contents.ignored == ["arch", "args", "best_accuracy", "epoch", "optimizer"])
    #expect(contents.tensors.mapValues(\.rawBytes) == plain.tensors.mapValues(\.rawBytes))
  }

  @Test func averagedWeightsAreTakenBeforeTheOthers() throws {
    let contents = try Fixture.read("averaged.pth")
    #expect(contents.wrappers == ["model_ema"])
    #expect(contents.ignored == ["epoch", "model", "n_averaged"])
    #expect(contents.tensors["0.weight"]?.floats == Fixture.ramp(6))
    #expect(contents.tensors.count == 7)
  }

  @Test(arguments: [
    ("hostile.pth", "posix.system"), ("hostile-legacy.pth", "posix.system"),
    ("hostile.pkl", "posix.system"), ("whole-module.pth", "torch.nn.modules.container.Sequential"),
  ])
  func aNameThatWeightsDoNotNeedIsRefusedAndNamed(file: String, name: String) throws {
    let said = try #require(message { try Fixture.read(file) })
    #expect(said.contains("\"\(name)\""))
    #expect(said.contains("nothing was executed"))
    #expect(said.contains(file))
  }

  @Test(arguments: [
    ("float8.pth", "torch.float8_e4m3fn"), ("complex.pth", "torch.ComplexFloatStorage"),
    ("single.pth", "without a name"), ("no-tensors.pth", "a dictionary with tensors"),
    ("big-endian.pth", "big-endian"), ("bzip2.pth", "method 12"),
  ])
  func whatIsNotReadIsNamed(file: String, expected: String) throws {
    let said = try #require(message { try Fixture.read(file) })
    #expect(said.contains(expected))
  }

  @Test func aChangedElementIsNoticed() throws {
    var bytes = try Fixture.bytes("network.pth")
    // The first storage, 64 bytes into its block: -3 as a float.
    let pattern: [UInt8] = [0, 0, 0x40, 0xC0, 0, 0, 0x20, 0xC0]
    let index = try #require(
      bytes.indices.dropLast(8).first { Array(bytes[$0..<$0 + 8]) == pattern })
    bytes[index] ^= 1
    #expect(message { try WeightFile.parse(bytes) }?.contains("checksum") == true)
  }

  @Test func eachWrittenStorageStartsAtAMultipleOf64() throws {
    let folder = try TemporaryFolder()
    let tensors = ["a": try Tensor.ramp([3]), "b": try Tensor.ramp([5], .uint8)]
    try PyTorchFile.write(tensors, to: folder.file("a.pth"))
    let archive = try ZipArchive(ByteSource(file: InputFile(path: folder.file("a.pth"))))
    #expect(archive.entries.count == 5)
    #expect(archive.entries.values.allSatisfy { $0.dataOffset % 64 == 0 })
  }
}
