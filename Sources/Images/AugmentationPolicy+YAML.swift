import Names
import Yams

extension AugmentationPolicy {
  /// Reads a policy:
  ///
  /// ```yaml
  /// name: flip
  /// description: Half of the views are mirrored.
  /// operations:
  ///   - operation: horizontal_flip
  ///     probability: 0.5
  /// ```
  ///
  /// - Parameter source: Where the text comes from, for messages.
  /// - Throws: ``ImageError/invalidPolicy(source:line:problem:)``.
  public init(yaml: String, source: String) throws(ImageError) {
    let root = try YAMLFields(
      try YAMLFields.root(of: yaml, source: source),
      allowed: ["name", "description", "operations"], source: source)
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
      operations: operations)
  }
}

extension AugmentationOperation {
  fileprivate init(_ node: Node, source: String) throws(ImageError) {
    let fields = try YAMLFields(node, allowed: ["operation", "probability"], source: source)
    let name = try fields.text("operation")
    let known = Kind.allCases.map(\.rawValue)
    guard let kind = Kind(rawValue: name) else {
      let hint = NearestName.of(name, among: known).map { "; did you mean `\($0)`?" } ?? ""
      throw fields.problem(
        "no operation is called `\(name)`, expected \(known.joined(separator: ", "))\(hint)",
        at: try fields.require("operation"))
    }
    switch kind {
    case .horizontalFlip:
      self = .horizontalFlip(probability: try fields.number("probability", in: 0...1))
    }
  }
}
