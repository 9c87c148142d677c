import Tensors

/// Reads the JSON of a safetensors header, which has one fixed form:
/// `{"name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, ...}` and perhaps
/// `"__metadata__": {"key": "value", ...}`.
///
/// Nothing nests deeper than that, so nothing here recurses and no depth can exhaust the stack.
/// - Source: The safetensors format, https://github.com/huggingface/safetensors#format.
struct SafetensorsHeaderParser {
  private var scanner: JSONScanner
  private let source: ByteSource
  private var entries: [SafetensorsHeader.Entry] = []
  private var names: Set<String> = []
  private var metadata: [String: String] = [:]

  /// - Parameter source: Named in errors.
  static func parse(_ bytes: [UInt8], source: ByteSource) throws -> SafetensorsHeader {
    var parser = SafetensorsHeaderParser(
      scanner: JSONScanner(bytes, source: source), source: source)
    try parser.parseFile()
    return SafetensorsHeader(entries: parser.entries, metadata: parser.metadata)
  }

  private init(scanner: JSONScanner, source: ByteSource) {
    self.scanner = scanner
    self.source = source
  }

  private mutating func parseFile() throws {
    try parseObject { parser, name in
      guard parser.names.insert(name).inserted else {
        throw parser.scanner.unexpected("a name once", found: name.quoted + " twice")
      }
      if name == "__metadata__" {
        try parser.parseMetadata()
      } else {
        try parser.parseEntry(named: name)
      }
    }
    try scanner.expectEnd()
  }

  private mutating func parseMetadata() throws {
    try parseObject { parser, key in
      let value = try parser.scanner.string()
      guard parser.metadata.updateValue(value, forKey: key) == nil else {
        throw parser.scanner.unexpected("a key once", found: key.quoted + " twice")
      }
    }
  }

  private mutating func parseEntry(named name: String) throws {
    var type: String?
    var dimensions: [Int]?
    var offsets: [Int]?
    try parseObject { parser, key in
      switch key {
      case "dtype" where type == nil: type = try parser.scanner.string()
      case "shape" where dimensions == nil: dimensions = try parser.scanner.integers()
      case "data_offsets" where offsets == nil: offsets = try parser.scanner.integers()
      default:
        throw parser.scanner.unexpected(
          "dtype, shape and data_offsets, each once", found: key.quoted)
      }
    }
    guard let type, let dimensions, let offsets else {
      throw scanner.unexpected("dtype, shape and data_offsets", found: "fewer at " + name.quoted)
    }
    guard let elementType = ElementType(safetensorsName: type) else {
      throw source.unsupported(
        "tensor \(name.quoted) of type \(type.quoted)",
        advice: "convert it to one of "
          + ElementType.allCases.map(\.safetensorsName).joined(separator: ", "))
    }
    guard let shape = Shape(validating: dimensions) else {
      throw scanner.unexpected("a shape", found: "too many elements at " + name.quoted)
    }
    guard offsets.count == 2, offsets[0] <= offsets[1] else {
      throw scanner.unexpected("data_offsets [begin, end]", found: "others at " + name.quoted)
    }
    entries.append(
      .init(name: name, elementType: elementType, shape: shape, range: offsets[0]..<offsets[1]))
  }

  /// Calls `body` with each key, the scanner standing at its value.
  private mutating func parseObject(_ body: (inout Self, String) throws -> Void) throws {
    try scanner.expect("{")
    if scanner.accept("}") { return }
    repeat {
      let key = try scanner.string()
      try scanner.expect(":")
      try body(&self, key)
    } while scanner.accept(",")
    try scanner.expect("}")
  }
}
