import Images

extension Card {
  /// - Throws: `DecodingError` also for values that no card may have: a name that is no plain file
  ///   name, an address or path that leads elsewhere, a hash that is none.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func refuse(_ key: CodingKeys, _ reason: String) -> DecodingError {
      .dataCorruptedError(forKey: key, in: container, debugDescription: reason)
    }
    func plainName(_ key: CodingKeys) throws -> String? {
      guard let name = try container.decodeIfPresent(String.self, forKey: key) else { return nil }
      guard name.isPlainFileName else {
        throw refuse(key, "letters, digits, _, - and . make a name")
      }
      return name
    }
    guard let name = try plainName(.name) else { throw refuse(.name, "a card has a name") }
    self.name = name
    classes = try plainName(.classes)
    architecture = try container.decode(Architecture.self, forKey: .architecture)
    source = try container.decode(CardSource.self, forKey: .source)

    byteCount = try container.decodeIfPresent(Int.self, forKey: .byteCount)
    if let byteCount, byteCount <= 0 { throw refuse(.byteCount, "a size is above 0") }
    approximateMegabytes = try container.decodeIfPresent(
      Double.self, forKey: .approximateMegabytes)
    if let approximateMegabytes, !(approximateMegabytes > 0 && approximateMegabytes < 1e6) {
      throw refuse(.approximateMegabytes, "a size is above 0 and below 1000000")
    }
    let whole = try container.decodeIfPresent(ExpectedHash.self, forKey: .sha256)
    if let whole, !whole.isComplete { throw refuse(.sha256, "a SHA-256 has 64 digits") }
    let prefix = try container.decodeIfPresent(ExpectedHash.self, forKey: .sha256Prefix)
    guard let hash = whole ?? prefix else { throw refuse(.sha256, "a card has a hash") }
    self.hash = hash

    embedded = try container.decodeIfPresent(Embedded.self, forKey: .embedded)
    if let embedded, !embedded.file.isPlainFileName || !embedded.hash.isComplete {
      throw refuse(.embedded, "a plain file name and 64 digits")
    }
    licence = try container.decode(String.self, forKey: .licence)
    topOnePercent = try container.decodeIfPresent(Double.self, forKey: .topOnePercent)
    if let topOnePercent, !(0...100).contains(topOnePercent) {
      throw refuse(.topOnePercent, "percent lie in 0...100")
    }
    notes = try container.decodeIfPresent(String.self, forKey: .notes)
    preprocessing = try container.decode(Preprocessing.self, forKey: .preprocessing)
    do {
      try preprocessing.validate()
    } catch {
      throw refuse(.preprocessing, "\(error)")
    }
    head = try container.decode(Head.Kind.self, forKey: .head)
    keys = try container.decode(KeyMapping.self, forKey: .keys)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(architecture, forKey: .architecture)
    try container.encode(source, forKey: .source)
    try container.encodeIfPresent(byteCount, forKey: .byteCount)
    try container.encodeIfPresent(approximateMegabytes, forKey: .approximateMegabytes)
    try container.encode(hash, forKey: hash.isComplete ? .sha256 : .sha256Prefix)
    try container.encodeIfPresent(embedded, forKey: .embedded)
    try container.encode(licence, forKey: .licence)
    try container.encodeIfPresent(topOnePercent, forKey: .topOnePercent)
    try container.encodeIfPresent(notes, forKey: .notes)
    try container.encode(preprocessing, forKey: .preprocessing)
    try container.encodeIfPresent(classes, forKey: .classes)
    try container.encode(head, forKey: .head)
    try container.encode(keys, forKey: .keys)
  }
}

extension String {
  /// Whether it names a file in the folder where it is looked for, and in no other.
  var isPlainFileName: Bool {
    let allowed = utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"),
        UInt8(ascii: "."):
        true
      default: false
      }
    }
    return allowed && !isEmpty && !hasPrefix(".") && utf8.count <= 128
  }
}
