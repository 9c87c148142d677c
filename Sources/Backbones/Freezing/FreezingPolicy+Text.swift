import Names

extension FreezingPolicy: CustomStringConvertible {
  /// - Parameter text: One of ``forms``.
  /// - Throws: ``BackboneError/freezing(_:)`` with ``FreezingProblem/unknownPolicy(found:nearest:)``
  ///   or ``FreezingProblem/invalidArgument(policy:allowed:found:)``. Whether a stage or a name exists
  ///   is found out when the policy meets a network.
  public init(_ text: String) throws(BackboneError) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let word = String(parts[0])
    let argument = parts.count > 1 ? String(parts[1]) : nil
    func refuse(_ policy: String, _ allowed: String) -> BackboneError {
      .freezing(
        .invalidArgument(
          policy: policy, allowed: allowed, found: argument.map { "\"\($0)\"" } ?? "nothing"))
    }
    switch (word, argument) {
    case ("all", nil): self = .all
    case ("none", nil): self = .nothing
    case ("all", _), ("none", _): throw refuse(word, "nothing behind it")
    case ("until", let name):
      guard let name, !name.isEmpty else { throw refuse("until:STAGE", "the name of a stage") }
      self = .until(stage: name)
    case ("stages", let number):
      guard let count = number.flatMap({ Int($0) }), count >= 1 else {
        throw refuse("stages:N", "a number of stages, from 1")
      }
      self = .stages(count)
    case ("match", let list):
      let patterns = (list ?? "").split(separator: ",", omittingEmptySubsequences: false)
      guard patterns.allSatisfy({ !$0.isEmpty }) else {
        throw refuse(
          "match:GLOB,...", "names of parameters, * for any letters and ? for one, with commas")
      }
      self = .match(patterns.map { NamePattern(String($0)) })
    case ("gradual", let number):
      guard let epochs = number.flatMap({ Int($0) }), (1...100_000).contains(epochs)
      else {
        throw refuse("gradual:EPOCHS", "a number of epochs, 1 to 100000")
      }
      self = .gradual(epochs: epochs)
    default:
      let words = Self.forms.map { String($0.prefix { $0 != ":" }) }
      throw .freezing(
        .unknownPolicy(found: text, nearest: NearestName.of(word, among: words)))
    }
  }

  /// The policy as ``init(_:)`` reads it.
  public var description: String {
    switch self {
    case .all: "all"
    case .nothing: "none"
    case .until(let stage): "until:\(stage)"
    case .stages(let count): "stages:\(count)"
    case .match(let patterns): "match:\(patterns.map(\.text).joined(separator: ","))"
    case .gradual(let epochs): "gradual:\(epochs)"
    }
  }
}

extension FreezingPolicy: Codable {
  /// From the text form.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    do { try self.init(text) } catch {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(error)")
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
