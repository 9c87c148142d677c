import Tensors
import Testing

@testable import WeightFiles

@Suite struct PickleMachineTests {
  /// Opcodes by their letters, after the protocol.
  private func pickle(_ parts: [UInt8]...) -> [UInt8] { [0x80, 2] + parts.joined() }

  private func run(_ bytes: [UInt8], storages: Bool = false) throws -> NamedViews {
    let source = ByteSource(array: bytes, name: "p")
    var machine = try PickleMachine(
      ByteReader(source, range: 0..<bytes.count), allowsStorages: storages)
    let root = try machine.run()
    return try NamedViews(root, heap: machine.heap, source: source)
  }

  private func text(_ text: String) -> [UInt8] {
    [0x58] + withUnsafeBytes(of: UInt32(text.utf8.count).littleEndian) { Array($0) }
      + Array(text.utf8)
  }

  private func global(_ module: String, _ name: String) -> [UInt8] {
    Array("c\(module)\n\(name)\n".utf8)
  }

  private func integer(_ value: Int) -> [UInt8] {
    [0x8A, 8] + withUnsafeBytes(of: Int64(value).littleEndian) { Array($0) }
  }

  private func tuple(_ values: [Int]) -> [UInt8] {
    Array("(".utf8) + values.flatMap(integer) + Array("t".utf8)
  }

  /// A dictionary with one tensor `x` on a storage of `elements` floats.
  private func tensor(
    elements: Int, offset: Int = 0, size: [Int], strides: [Int], metadata: [UInt8] = []
  ) -> [UInt8] {
    pickle(
      Array("}".utf8), text("x"), global("torch._utils", "_rebuild_tensor_v2"), Array("((".utf8),
      text("storage"), global("torch", "FloatStorage"), text("0"), text("cpu"), integer(elements),
      Array("tQ".utf8), integer(offset), tuple(size), tuple(strides), [0x89], Array("}".utf8),
      metadata, Array("tRs.".utf8))
  }

  @Test func aViewInsideOfItsStorageIsTaken() throws {
    let views = try run(tensor(elements: 6, size: [3, 2], strides: [1, 3]), storages: true).views
    #expect(views["x"]?.shape == [3, 2])
    #expect(views["x"]?.strides == [1, 3])
  }

  @Test(arguments: [
    (6, 1, [6], [1]), (6, 0, [7], [1]), (6, 0, [3, 2], [1, 4]), (6, -1, [2], [1]),
    (6, 5, [2], [-1]), (6, 0, [-1], [1]), (6, 0, [2], [1, 1]), (6, 0, [2, 2], [Int.max, Int.max]),
    (6, Int.max, [2], [1]), (6, 0, [Int.max, 2], [0, 0]), (6, 0, [1 << 62], [0]), (-1, 0, [1], [1]),
    (0, 0, [1], [1]), (Int.max, 0, [1], [1]), (6, 0, [Int](repeating: 1, count: 17), [1]),
  ])
  func aViewOutsideOfItsStorageIsRefused(
    elements: Int, offset: Int, size: [Int], strides: [Int]
  ) {
    #expect(throws: WeightFileError.self) {
      try run(
        tensor(elements: elements, offset: offset, size: size, strides: strides), storages: true)
    }
  }

  @Test func expandedTensorsCannotClaimMoreThanTheFileHolds() throws {
    let views = try run(tensor(elements: 1, size: [1 << 40], strides: [0]), storages: true).views
    let source = ByteSource(array: [0, 0, 0, 0], name: "p")
    let loader = TensorLoader(source: source, availableByteCount: 4) { _ in
      StoredBytes(source: source, checksum: nil)
    }
    let said = message { try loader.load(views) }
    #expect(said?.contains("claims \(4 << 40)") == true)
  }

  @Test func aNegatedTensorIsRefused() {
    let metadata = Array("}".utf8) + text("neg") + [0x88] + Array("s".utf8)
    let bytes = tensor(elements: 2, size: [2], strides: [1], metadata: metadata)
    #expect(message { try run(bytes, storages: true) }?.contains("negated") == true)
  }

  @Test func storagesOutsideOfPyTorchFilesAreRefused() {
    let bytes = tensor(elements: 2, size: [2], strides: [1])
    #expect(message { try run(bytes) }?.contains("no storage") == true)
  }

  @Test func aListThatContainsItselfIsRefused() {
    let said = message { try run(pickle(Array("]q\0h\0a.".utf8))) }
    #expect(said?.contains("containing itself") == true)
  }

  @Test func aDictionaryThatContainsItselfIsRefused() {
    let bytes = pickle(Array("}q\0".utf8), text("model"), Array("h\0s.".utf8))
    #expect(throws: WeightFileError.self) { try run(bytes) }
    let other = pickle(Array("}q\0".utf8), text("a"), Array("h\0s.".utf8))
    #expect(message { try run(other) }?.contains("containing itself") == true)
  }

  @Test func deepNestsAreRefusedWithoutDeepStacks() {
    let tuples = pickle(Array(")".utf8), [UInt8](repeating: 0x85, count: 1_000_000), [0x2E])
    #expect(message { try run(tuples) }?.contains("nest of values") == true)
    let marks = pickle([UInt8](repeating: 0x28, count: 1_000_000), [0x2E])
    #expect(throws: WeightFileError.self) { try run(marks) }
  }

  @Test func aNestThatDoublesAtEachLevelIsRefused() {
    // [[...], [...]] thirty levels deep: a billion paths in 200 bytes.
    var bytes: [UInt8] = Array("]q\0".utf8)
    for level in UInt8(1)...30 {
      bytes += Array("(h".utf8) + [level - 1] + Array("h".utf8) + [level - 1] + Array("lq".utf8)
      bytes += [level]
    }
    #expect(message { try run(pickle(bytes, [0x2E])) }?.contains("claims") == true)
  }

  @Test func endlessWorkIsRefused() {
    let steps = [UInt8](repeating: 0x4E, count: PickleMachine.maximumStepCount + 1)
    #expect(message { try run(pickle(steps, [0x2E])) }?.contains("the work in the pickle") == true)
  }

  @Test func copyingOneLongListManyTimesIsCountedAsWork() {
    let pairs = [[UInt8]](repeating: [0x4E, 0x4E, 0x86], count: 1000).flatMap { $0 }
    let copies = [[UInt8]](repeating: Array("h\u{1}h\0".utf8) + [0x85, 0x52], count: 10_000)
      .flatMap { $0 }
    let bytes = pickle(
      Array("(".utf8), pairs, Array("lq\0".utf8), global("collections", "OrderedDict"),
      Array("q\u{1}".utf8), copies, [0x2E])
    #expect(message { try run(bytes) }?.contains("the work in the pickle") == true)
  }

  @Test func spellingOneTextManyTimesIsRefused() {
    let bytes = pickle(
      text(String(repeating: "a", count: 10_000)), text("latin1"), [0x86], Array("q\0".utf8),
      global("_codecs", "encode"), Array("q\u{1}".utf8),
      [[UInt8]](repeating: Array("h\u{1}h\0R".utf8), count: 1000).flatMap { $0 }, [0x2E])
    #expect(message { try run(bytes) }?.contains("spelled") == true)
  }

  @Test func longNamesThatRepeatAreRefused() {
    // One name of 4,000 letters above a list of 60,000 tuples: 240 MB of names in 70 KB.
    let items = [UInt8](repeating: 0x4E, count: 60_000)
    let bytes = pickle(
      Array("}".utf8), text(String(repeating: "a", count: 4000)), Array("(".utf8), items,
      Array("ls.".utf8))
    #expect(message { try run(bytes) }?.contains("a name in the pickle") == true)
  }

  @Test(arguments: [
    (0x69, "INST"), (0x6F, "OBJ"), (0x92, "NEWOBJ_EX"), (0x82, "EXT1"), (0x50, "PERSID"),
    (0x97, "NEXT_BUFFER"), (0xFF, "0xff"),
  ])
  func anOpcodeThatWeightsDoNotNeedIsRefusedAndNamed(opcode: UInt8, name: String) {
    let said = message { try run(pickle([opcode, 0x2E])) }
    #expect(said?.contains("opcode \(name) at offset 3") == true)
  }

  @Test(arguments: [
    ("builtins", "eval"), ("os", "system"), ("torch", "load"),
    ("torch.storage", "_load_from_bytes"),
    ("numpy", "load"), ("collections", "OrderedDict.fromkeys"), ("", ""), ("torch._utils", "x"),
  ])
  func aGlobalOutsideOfTheListIsRefusedAndNamed(module: String, name: String) {
    let said = message { try run(pickle(global(module, name), Array(")R.".utf8))) }
    #expect(said?.contains("\"\(module).\(name)\"") == true)
    let byStack = pickle(text(module), text(name), [0x93], Array(")R.".utf8))
    #expect(message { try run(byStack) } != nil)
  }

  @Test(arguments: ["torch.FloatStorage", "torch.float32", "numpy.ndarray"])
  func dataIsNotCalled(name: String) {
    let parts = name.split(separator: ".").map(String.init)
    #expect(throws: WeightFileError.self) {
      try run(pickle(global(parts[0], parts[1]), Array(")R.".utf8)))
    }
  }

  @Test(arguments: [
    ".", "0.", "a.", "s.", "R.", "b.", "\u{5}.", "Q.", "t.", "u.", "e.", "h\u{7}.", "q\0.", "(.",
    "N(0N.", "]Na", "NNa.", "NNNs.", "}(Nu.", "NNR.", "NNb.", "2.",
  ])
  func malformedPicklesAreRefused(opcodes: String) {
    #expect(throws: WeightFileError.self) { try run(pickle(Array(opcodes.utf8))) }
  }

  @Test(arguments: [0x58, 0x42, 0x8D, 0x8E, 0x96, 0x54] as [UInt8])
  func lengthsBeyondTheFileAreRefused(opcode: UInt8) {
    let length: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]
    #expect(message { try run(pickle([opcode], length, [0x2E])) }?.contains("ends early") == true)
  }

  @Test func pairsOfPython2MakeADictionary() throws {
    let array =
      global("numpy.core.multiarray", "_reconstruct") + global("numpy", "ndarray")
      + Array("K\0\u{85}U\u{1}b\u{87}R".unicodeScalars.map { UInt8($0.value) })
      + Array("(K\u{1}K\u{2}\u{85}".unicodeScalars.map { UInt8($0.value) })
      + global("numpy", "dtype") + Array("U\u{2}u1K\0K\u{1}".utf8) + [0x87]
      + Array("R(K\u{3}U\u{1}|NNNJ".utf8) + [0xFF, 0xFF, 0xFF, 0xFF, 0x4A]
      + [0xFF, 0xFF, 0xFF, 0xFF] + Array("K\0tb".utf8) + [0x89] + Array("U\u{2}\u{4}\u{5}tb".utf8)
    let bytes = pickle(
      global("collections", "OrderedDict"), Array("]]U\u{1}xa".utf8), array,
      Array("aa".utf8), [0x85], Array("R.".utf8))
    let contents = try WeightFile.parse(bytes)
    #expect(contents.tensors["x"]?.floats == [4, 5])
    #expect(contents.tensors["x"]?.elementType == .uint8)
  }
}
