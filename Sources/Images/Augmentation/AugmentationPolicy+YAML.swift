import Names
import Yams

extension AugmentationPolicy {
  /// Reads a policy:
  ///
  /// ```yaml
  /// name: mine
  /// description: Small turns, half of them mirrored.
  /// border: reflect            # or replicate, or constant with fill: [128, 128, 128]
  /// operations:
  ///   - operation: horizontal_flip
  ///     probability: 0.5
  ///   - operation: rotate
  ///     degrees: [-10, 10]
  ///   - operation: brightness
  ///     factor: {from: 0.8, to: 1.25, distribution: log_uniform}
  /// ```
  ///
  /// - Parameter source: Where the text comes from, for messages.
  /// - Throws: ``ImageError/invalidPolicy(source:line:problem:)``.
  public init(yaml: String, source: String) throws(ImageError) {
    let root = try YAMLFields(
      try YAMLFields.root(of: yaml, source: source),
      allowed: ["name", "description", "border", "fill", "antialias", "operations"],
      source: source)
    let list = try root.require("operations")
    guard let items = list.sequence else {
      throw root.problem("`operations` is not a list; `[]` is the empty one", at: list)
    }
    guard items.count <= Self.maximumOperationCount else {
      throw root.problem(
        "\(items.count) operations, expected at most \(Self.maximumOperationCount)", at: list)
    }
    var operations: [AugmentationOperation] = []
    for item in items { operations.append(try AugmentationOperation(item, source: source)) }
    self.init(
      name: try root.text("name"), description: try root.text("description"),
      surroundings: try Surroundings(root), operations: operations)
  }
}

extension Surroundings {
  fileprivate init(_ fields: YAMLFields) throws(ImageError) {
    self.init()
    if let value = fields["border"] {
      border = try fields.choice("border", among: Border.allCases, at: value)
    }
    if let value = fields["fill"] {
      let bytes = value.sequence?.compactMap { $0.scalar.flatMap { UInt8($0.string) } } ?? []
      guard bytes.count == 3, value.sequence?.count == 3 else {
        throw fields.problem(
          "`fill` is expected to be [red, green, blue], each 0 to 255", at: value)
      }
      guard border == .constant else {
        throw fields.problem("`fill` is of use with `border: constant` only", at: value)
      }
      fill = bytes
    }
    if let value = fields["antialias"] {
      guard let flag = value.bool else {
        throw fields.problem("`antialias` is expected to be true or false", at: value)
      }
      isAntialiased = flag
    }
  }
}

extension AugmentationOperation {
  fileprivate init(_ node: Node, source: String) throws(ImageError) {
    let kind = try Self.kind(node, source: source)
    let names = kind.rule.parameters.map(\.name)
    let fields = try YAMLFields(
      node, allowed: ["operation", "probability"] + names, source: source)
    var ranges: [String: ValueRange] = [:]
    for name in names {
      if let value = fields[name] { ranges[name] = try ValueRange(value, name, fields) }
    }
    let probability =
      fields["probability"] == nil ? 1 : try fields.number("probability", in: 0...1)
    do {
      try self.init(kind, probability: probability, ranges)
    } catch {
      throw fields.problem(error.text, at: error.field.flatMap { fields[$0] } ?? node)
    }
  }

  private static func kind(_ node: Node, source: String) throws(ImageError) -> OperationKind {
    let known = OperationKind.allCases.map(\.rawValue)
    // Which fields there may be, the operation says: the others are looked at afterwards.
    let present = node.mapping.map { $0.keys.compactMap { $0.scalar?.string } } ?? []
    let fields = try YAMLFields(
      node, allowed: ["operation", "probability"] + present, source: source)
    let name = try fields.text("operation")
    guard let kind = OperationKind(rawValue: name) else {
      let hint = NearestName.of(name, among: known).map { "; did you mean `\($0)`?" } ?? ""
      throw fields.problem(
        "no operation is called `\(name)`, expected \(known.joined(separator: ", "))\(hint)",
        at: try fields.require("operation"))
    }
    return kind
  }
}

extension ValueRange {
  /// A number, `[from, to]`, or `{from:, to:, distribution:}`.
  fileprivate init(_ node: Node, _ name: String, _ parent: YAMLFields) throws(ImageError) {
    func number(_ node: Node) throws(ImageError) -> Double {
      guard let number = node.scalar.flatMap({ Double($0.string) }), number.isFinite else {
        throw parent.problem(
          "`\(name)` is `\(node.scalar?.string ?? "no number")`, expected a number or a range [from, to]",
          at: node)
      }
      return number
    }
    if let ends = node.sequence {
      guard ends.count == 2 else {
        throw parent.problem("`\(name)` is expected to be a number or a range [from, to]", at: node)
      }
      let (from, to) = (try number(ends[0]), try number(ends[1]))
      self.init(unchecked: from, to, .uniform)
    } else if node.mapping != nil {
      let fields = try parent.fields(of: node, allowed: ["from", "to", "distribution"])
      let distribution =
        try fields["distribution"].map { value throws(ImageError) in
          try fields.choice("distribution", among: Distribution.allCases, at: value)
        } ?? .uniform
      self.init(
        unchecked: try number(fields.require("from")), try number(fields.require("to")),
        distribution)
    } else {
      let value = try number(node)
      self.init(unchecked: value, value, .uniform)
    }
  }
}
