/// Runs a pickle without Python: a stack machine over an allow-list.
///
/// It knows data, and the few names in ``PickleGlobal`` that turn data into tensors. Every other
/// opcode and name is an error. Steps are limited, so time and memory are.
/// - Source: CPython `Lib/pickletools.py`; PyTorch `torch/_weights_only_unpickler.py` for what
///   weights need.
struct PickleMachine {
  var reader: ByteReader
  var heap = PickleHeap()
  /// Whether the pickle may speak of storages, as those of PyTorch do.
  let allowsStorages: Bool
  private var stack: [PickleValue] = []
  private var marks: [Int] = []
  private var memo: [Int: PickleValue] = [:]
  private var stepCount = 0
  private var spelledByteCount = 0

  /// About 50,000 tensors.
  static let maximumStepCount = 1 << 21
  /// Of module and name together.
  private static let maximumGlobalByteCount = 512

  init(_ reader: ByteReader, allowsStorages: Bool) {
    self.reader = reader
    self.allowsStorages = allowsStorages
  }

  static func recognizes(head: [UInt8]) -> Bool {
    head.count >= 2 && head[0] == PickleOpcode.protocolVersion.rawValue && (2...5).contains(head[1])
  }

  /// Runs one pickle; the reader then stands behind it.
  /// - Throws: ``WeightFileError``.
  mutating func run() throws -> PickleValue {
    stack = []
    marks = []
    memo = [:]
    while true {
      try spend(1)
      let byte = try reader.readByte()
      guard let opcode = PickleOpcode(rawValue: byte) else {
        let name = PickleOpcode.refusedNames[byte] ?? "0x" + String(byte, radix: 16)
        throw forbidden("opcode " + name)
      }
      if opcode == .stop { return try pop() }
      try execute(opcode)
    }
  }

  /// Counts work. A rule whose work grows with its arguments counts that too: a pickle can pass the
  /// same long list a million times at three bytes a time.
  mutating func spend(_ steps: Int) throws {
    stepCount += steps
    guard stepCount <= Self.maximumStepCount else {
      throw WeightFileError.tooLarge(
        path: reader.source.name, place: "the work in the pickle", claimed: stepCount,
        limit: Self.maximumStepCount)
    }
  }

  /// Counts bytes spelled as text, which an honest pickle spells once.
  mutating func spell(_ byteCount: Int) throws {
    spelledByteCount += byteCount
    guard spelledByteCount <= reader.source.byteCount else {
      throw WeightFileError.tooLarge(
        path: reader.source.name, place: "the bytes spelled in the pickle",
        claimed: spelledByteCount, limit: reader.source.byteCount)
    }
  }

  private mutating func execute(_ opcode: PickleOpcode) throws {
    switch opcode {
    case .protocolVersion: try readProtocol()
    case .frame: _ = try reader.readInteger(UInt64.self)
    case .stop: break
    case .none: stack.append(.none)
    case .newTrue: stack.append(.boolean(true))
    case .newFalse: stack.append(.boolean(false))
    case .integer8: stack.append(.integer(Int(try reader.readByte())))
    case .integer16: stack.append(.integer(Int(try reader.readInteger(UInt16.self))))
    case .integer32: stack.append(.integer(Int(try reader.readInteger(Int32.self))))
    case .long1: stack.append(try readLong())
    case .real:
      let bits = try reader.readInteger(UInt64.self).byteSwapped
      stack.append(.real(Double(bitPattern: bits)))
    case .shortUnicode: try pushText(Int(reader.readByte()))
    case .unicode: try pushText(Int(reader.readInteger(UInt32.self)))
    case .unicode64: try pushText(Int(clamping: reader.readInteger(UInt64.self)))
    case .shortBytes, .shortString: try pushBytes(Int(reader.readByte()))
    case .bytes: try pushBytes(Int(reader.readInteger(UInt32.self)))
    case .string: try pushBytes(Int(reader.readInteger(Int32.self)))
    case .bytes64, .byteArray64: try pushBytes(Int(clamping: reader.readInteger(UInt64.self)))
    case .mark: marks.append(stack.count)
    case .pop: if marks.last == stack.count { marks.removeLast() } else { _ = try pop() }
    case .popMark: _ = try popToMark()
    case .duplicate: stack.append(try top())
    case .putMemo: memo[Int(try reader.readByte())] = try top()
    case .putMemo32: memo[Int(try reader.readInteger(UInt32.self))] = try top()
    case .memoize: memo[memo.count] = try top()
    case .getMemo: try pushMemo(Int(reader.readByte()))
    case .getMemo32: try pushMemo(Int(reader.readInteger(UInt32.self)))
    default: try assemble(opcode)
    }
  }

  /// The opcodes that put values together.
  private mutating func assemble(_ opcode: PickleOpcode) throws {
    switch opcode {
    case .emptyTuple: stack.append(heap.tuple([]))
    case .tuple1: stack.append(heap.tuple(try pop(1)))
    case .tuple2: stack.append(heap.tuple(try pop(2)))
    case .tuple3: stack.append(heap.tuple(try pop(3)))
    case .tuple: stack.append(heap.tuple(try popToMark()))
    case .emptyList: stack.append(heap.list())
    case .list: stack.append(heap.list(try popToMark()))
    case .append: try append([try pop()])
    case .appends: try append(try popToMark())
    case .emptyDictionary: stack.append(heap.dictionary())
    case .dictionary: stack.append(heap.dictionary(try entries(try popToMark())))
    case .setItem: try setItems(try pop(2))
    case .setItems: try setItems(try popToMark())
    case .global:
      let module = try readLine()
      stack.append(.global(try global(module: module, name: try readLine())))
    case .stackGlobal:
      let names = try pop(2).map { try text($0, "a name") }
      stack.append(.global(try global(module: names[0], name: names[1])))
    case .reduce:
      let parts = try pop(2)
      stack.append(try reduce(parts[0], arguments: parts[1]))
    case .newObject:
      let parts = try pop(2)
      stack.append(try newObject(parts[0]))
    case .build:
      let state = try pop()
      try build(try top(), state: state)
    case .persistentIdentifier:
      stack.append(try storage(try pop()))
    default:
      preconditionFailure("\(opcode) is executed elsewhere")
    }
  }

  // MARK: Stack

  private func top() throws -> PickleValue {
    guard let value = stack.last, stack.count > marks.last ?? 0 else { throw underflow() }
    return value
  }

  private mutating func pop() throws -> PickleValue {
    let value = try top()
    stack.removeLast()
    return value
  }

  private mutating func pop(_ count: Int) throws -> [PickleValue] {
    guard stack.count - (marks.last ?? 0) >= count else { throw underflow() }
    defer { stack.removeLast(count) }
    return Array(stack.suffix(count))
  }

  private mutating func popToMark() throws -> [PickleValue] {
    guard let mark = marks.popLast() else { throw underflow() }
    defer { stack.removeSubrange(mark...) }
    return Array(stack[mark...])
  }

  private func underflow() -> WeightFileError {
    damaged(expected: "a value on the stack", found: "none")
  }

  private mutating func pushMemo(_ index: Int) throws {
    guard let value = memo[index] else {
      throw damaged(expected: "something stored under \(index)", found: "nothing")
    }
    stack.append(value)
  }

  // MARK: Containers

  private mutating func append(_ items: [PickleValue]) throws {
    guard case .list(let index) = try top() else {
      throw damaged(expected: "a list to append to", found: try top().kind)
    }
    heap.sequences[index] += items
  }

  private mutating func setItems(_ items: [PickleValue]) throws {
    guard case .dictionary(let index) = try top() else {
      throw damaged(expected: "a dictionary to fill", found: try top().kind)
    }
    heap.dictionaries[index] += try entries(items)
  }

  private func entries(_ items: [PickleValue]) throws -> [PickleHeap.Entry] {
    guard items.count % 2 == 0 else {
      throw damaged(expected: "keys with values", found: "an odd number of items")
    }
    return stride(from: 0, to: items.count, by: 2).map {
      .init(key: items[$0], value: items[$0 + 1])
    }
  }

  // MARK: Reading

  private mutating func readProtocol() throws {
    let version = try reader.readByte()
    guard (2...5).contains(version) else {
      throw reader.source.unsupported(
        "pickle protocol \(version)", advice: "save with protocol 2 to 5")
    }
  }

  private mutating func readLong() throws -> PickleValue {
    let bytes = try reader.readBytes(Int(reader.readByte()))
    guard bytes.count <= 8 else { return .longInteger(bytes) }
    let isNegative = bytes.last.map { $0 >= 0x80 } ?? false
    return .integer(bytes.reversed().reduce(isNegative ? -1 : 0) { $0 << 8 | Int($1) })
  }

  private mutating func pushText(_ count: Int) throws {
    let bytes = try reader.readBytes(count)
    // Python writes lone surrogates too; a name with a replacement character is still a name.
    stack.append(.text(String(decoding: bytes, as: UTF8.self)))
  }

  private mutating func pushBytes(_ count: Int) throws {
    stack.append(.bytes(.stored(try reader.skip(count))))
  }

  private mutating func readLine() throws -> String {
    var line: [UInt8] = []
    while true {
      let byte = try reader.readByte()
      if byte == 0x0A { return String(decoding: line, as: UTF8.self) }
      line.append(byte)
      guard line.count <= Self.maximumGlobalByteCount else {
        throw damaged(expected: "a name", found: "a line without end")
      }
    }
  }

  private func global(module: String, name: String) throws -> PickleGlobal {
    guard let global = PickleGlobal(module: module, name: name) else {
      if PickleGlobal.isOtherElementType(module: module, name: name) {
        throw reader.source.unsupported(
          "a tensor of \((module + "." + name).quoted)",
          advice: "convert it to float32, float16 or bfloat16 and save it again")
      }
      throw forbidden((module + "." + name).quoted)
    }
    return global
  }

  // MARK: Shared with the rules

  /// Text, or what Python 2 wrote for it.
  func text(_ value: PickleValue, _ place: String) throws -> String {
    switch value {
    case .text(let text): return text
    case .bytes(.stored(let range)) where range.count <= Self.maximumGlobalByteCount:
      let bytes = try reader.source.bytes(at: range.lowerBound, count: range.count)
      return String(decoding: bytes, as: UTF8.self)
    default: throw damaged(expected: "text as \(place)", found: value.kind)
    }
  }

  func damaged(expected: String, found: String) -> WeightFileError {
    reader.source.damaged("pickle at byte \(reader.position)", expected: expected, found: found)
  }

  func forbidden(_ found: String) -> WeightFileError {
    .forbidden(path: reader.source.name, found: found, offset: reader.position)
  }
}
