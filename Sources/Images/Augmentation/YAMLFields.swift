import Names
import Yams

/// The fields of one YAML mapping, of which only known ones are allowed, with errors that name the line.
struct YAMLFields {
  private let node: Node
  private let source: String
  private var values: [String: Node] = [:]

  /// - Throws: ``ImageError/invalidPolicy(source:line:problem:)`` if `node` is no mapping or has a field
  ///   that is not in `allowed`.
  init(_ node: Node, allowed: [String], source: String) throws(ImageError) {
    self.node = node
    self.source = source
    guard let mapping = node.mapping else {
      throw problem("expected the fields \(allowed.joined(separator: ", "))", at: node)
    }
    for (key, value) in mapping {
      let name = key.scalar?.string ?? ""
      guard allowed.contains(name) else {
        let hint = NearestName.of(name, among: allowed).map { "; did you mean `\($0)`?" } ?? ""
        throw problem(
          "unknown field `\(name)`, expected \(allowed.joined(separator: ", "))\(hint)", at: key)
      }
      values[name] = value
    }
  }

  subscript(name: String) -> Node? { values[name] }

  /// The fields of a mapping inside this one.
  func fields(of node: Node, allowed: [String]) throws(ImageError) -> YAMLFields {
    try YAMLFields(node, allowed: allowed, source: source)
  }

  /// A field that is one of some words.
  func choice<Choice: RawRepresentable<String>>(
    _ name: String, among choices: [Choice], at node: Node
  ) throws(ImageError) -> Choice {
    guard let choice = node.scalar.flatMap({ Choice(rawValue: $0.string) }) else {
      throw problem(
        "`\(name)` is `\(node.scalar?.string ?? "no text")`, expected "
          + choices.map(\.rawValue).joined(separator: ", "), at: node)
    }
    return choice
  }

  func require(_ name: String) throws(ImageError) -> Node {
    guard let value = values[name] else { throw problem("`\(name)` is missing", at: node) }
    return value
  }

  func text(_ name: String) throws(ImageError) -> String {
    let value = try require(name)
    guard let text = value.scalar?.string, !text.isEmpty else {
      throw problem("`\(name)` is not a text", at: value)
    }
    return text
  }

  func number(_ name: String, in range: ClosedRange<Double>) throws(ImageError) -> Double {
    let value = try require(name)
    guard let text = value.scalar?.string, let number = Double(text), range.contains(number) else {
      throw problem(
        "`\(name)` is `\(value.scalar?.string ?? "not a number")`, expected a number from "
          + "\(range.lowerBound) to \(range.upperBound)", at: value)
    }
    return number
  }

  func problem(_ text: String, at node: Node) -> ImageError {
    .invalidPolicy(source: source, line: node.mark?.line, problem: text)
  }

  /// - Throws: ``ImageError/invalidPolicy(source:line:problem:)`` if the text is not YAML, or empty.
  static func root(of yaml: String, source: String) throws(ImageError) -> Node {
    do {
      if let root = try Yams.compose(yaml: yaml) { return root }
    } catch let error as YamlError {
      throw .invalidPolicy(source: source, line: line(of: error), problem: summary(of: error))
    } catch {
      throw .invalidPolicy(source: source, line: nil, problem: "not YAML: \(error)")
    }
    throw .invalidPolicy(source: source, line: nil, problem: "the file is empty")
  }

  private static func line(of error: YamlError) -> Int? {
    switch error {
    case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _):
      mark.line
    default: nil
    }
  }

  private static func summary(of error: YamlError) -> String {
    switch error {
    case .scanner(_, let problem, _, _), .parser(_, let problem, _, _),
      .composer(_, let problem, _, _):
      "not YAML: \(problem)"
    default: "not YAML: \(error)"
    }
  }
}
