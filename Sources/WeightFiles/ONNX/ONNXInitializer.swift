import Tensors

/// A `TensorProto`: shape, type, and the numbers in one of several places.
struct ONNXInitializer {
  private(set) var name = ""
  private var dimensions: [Int] = []
  private var typeCode = 0
  private var isExternal = false
  /// `raw_data`, the numbers as they lie in memory.
  private var raw: Range<Int>?
  /// `float_data` and `double_data`, in the order they came.
  private var fixed: [UInt8] = []
  /// `int32_data` and `int64_data`.
  private var integers: [Int64] = []
  private let source: ByteSource

  /// The numbers of fields in `onnx.proto`'s `TensorProto`.
  private enum Field: Int {
    case dimensions = 1
    case type = 2
    case segment = 3
    case floats = 4
    case int32s = 5
    case texts = 6
    case int64s = 7
    case name = 8
    case raw = 9
    case doubles = 10
    case uint64s = 11
    case external = 13
    case location = 14
  }

  init(_ source: ByteSource, range: Range<Int>) throws {
    self.source = source
    var message = try ProtobufReader(
      source, range: range, windowByteCount: ByteReader.smallWindow)
    while let (number, payload) = try message.next() {
      guard let field = Field(rawValue: number) else { continue }
      try read(field, payload)
    }
  }

  private mutating func read(_ field: Field, _ payload: ProtobufReader.Payload) throws {
    switch (field, payload) {
    case (.dimensions, _):
      dimensions += try unpack(payload).map { Int($0) }
      guard dimensions.count <= TensorView.maximumRank else {
        throw damaged("a shape", "more axes")
      }
    case (.type, .integer(let code)): typeCode = Int(clamping: code)
    case (.name, .bytes(let range)):
      guard range.count <= NamedViews.maximumNameByteCount else {
        throw damaged("a name", "\(range.count) bytes")
      }
      let bytes = try source.bytes(at: range.lowerBound, count: range.count)
      name = String(decoding: bytes, as: UTF8.self)
    case (.raw, .bytes(let range)): raw = range
    case (.floats, .bytes(let range)), (.floats, .fixed32(let range)),
      (.doubles, .bytes(let range)), (.doubles, .fixed64(let range)):
      fixed += try source.bytes(at: range.lowerBound, count: range.count)
    case (.int32s, _), (.int64s, _): integers += try unpack(payload)
    case (.location, .integer(let location)): isExternal = isExternal || location == 1
    case (.external, _): isExternal = true
    case (.segment, _), (.texts, _), (.uint64s, _):
      throw source.unsupported(
        "an ONNX tensor in segments, of texts or of unsigned 64-bit numbers",
        advice: "export the weights as floating-point numbers")
    default: throw damaged("a field of a tensor", "field \(field.rawValue) of another kind")
    }
  }

  /// One integer, or a run of them.
  private func unpack(_ payload: ProtobufReader.Payload) throws -> [Int64] {
    switch payload {
    case .integer(let value): return [Int64(bitPattern: value)]
    case .bytes(let range):
      var reader = try ProtobufReader(source, range: range)
      var values: [Int64] = []
      while !reader.isAtEnd { values.append(Int64(bitPattern: try reader.variableInteger())) }
      return values
    default: throw damaged("integers", "other numbers")
    }
  }

  // MARK: Tensor

  /// - Throws: ``WeightFileError`` if the numbers lie in another file, are of a type that Graft does
  ///   not have, or do not fill the shape; `TensorError`.
  func tensor() throws -> Tensor {
    guard !isExternal else {
      throw source.unsupported(
        "ONNX tensor \(name.quoted), whose numbers lie in another file,",
        advice: "save the model with its data inside: onnx.save(model, path)")
    }
    guard let elementType = Self.elementTypes[typeCode] else {
      throw source.unsupported(
        "ONNX tensor \(name.quoted) of type \(typeCode)",
        advice: "export the weights as float, float16, bfloat16, double or signed integers")
    }
    guard let shape = Shape(validating: dimensions) else {
      throw damaged("a shape", "\(dimensions)")
    }
    if let raw {
      try check(raw.count, shape, elementType)
      return try source.tensor(at: raw.lowerBound, shape: shape, elementType: elementType)
    }
    let bytes = try numberBytes(as: elementType)
    try check(bytes.count, shape, elementType)
    return try bytes.withUnsafeBytes {
      try Tensor(bytes: $0, shape: shape, elementType: elementType)
    }
  }

  /// The numbers of the typed fields, as they lie in memory.
  private func numberBytes(as elementType: ElementType) throws -> [UInt8] {
    switch elementType {
    case .float32, .float64:
      guard integers.isEmpty else { throw damaged("floating-point numbers", "integers") }
      return fixed
    case .float16, .bfloat16:
      // Their bit patterns, one in each `int32_data`.
      return try bytes(as: UInt16.self)
    case .int64: return try bytes(as: Int64.self)
    case .int32: return try bytes(as: Int32.self)
    case .int16: return try bytes(as: Int16.self)
    case .int8: return try bytes(as: Int8.self)
    case .uint8, .bool: return try bytes(as: UInt8.self)
    }
  }

  private func bytes<Number: FixedWidthInteger>(as _: Number.Type) throws -> [UInt8] {
    guard fixed.isEmpty else { throw damaged("integers", "floating-point numbers") }
    let numbers = try integers.map { integer in
      guard let number = Number(exactly: integer) else {
        throw damaged("numbers that fit their type", "\(integer)")
      }
      return number.littleEndian
    }
    return numbers.withUnsafeBytes { Array($0) }
  }

  private func check(_ byteCount: Int, _ shape: Shape, _ elementType: ElementType) throws {
    let (expected, overflow) = shape.elementCount.multipliedReportingOverflow(
      by: elementType.byteCount)
    guard !overflow, byteCount == expected else {
      throw damaged("the size of \(elementType) \(shape)", "\(byteCount) bytes")
    }
  }

  private func damaged(_ expected: String, _ found: String) -> WeightFileError {
    source.damaged("ONNX tensor \(name.quoted)", expected: expected, found: found)
  }

  /// `TensorProto.DataType`.
  private static let elementTypes: [Int: ElementType] = [
    1: .float32, 2: .uint8, 3: .int8, 5: .int16, 6: .int32, 7: .int64, 9: .bool, 10: .float16,
    11: .float64, 16: .bfloat16,
  ]
}
