/// `{"operation": "rotate", "probability": 0.5, "ranges": {"degrees": {"from": -15, …}}}`.
extension AugmentationOperation: Codable {
  enum CodingKeys: String, CodingKey {
    case operation
    case probability
    case ranges
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    do {
      self = try AugmentationOperation(
        container.decode(OperationKind.self, forKey: .operation),
        probability: container.decode(Double.self, forKey: .probability),
        container.decodeIfPresent([String: ValueRange].self, forKey: .ranges) ?? [:])
    } catch let problem as OperationProblem {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: problem.text))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(kind, forKey: .operation)
    try container.encode(probability, forKey: .probability)
    let named = zip(kind.rule.parameters, ranges).map { ($0.name, $1) }
    try container.encode(Dictionary(uniqueKeysWithValues: named), forKey: .ranges)
  }
}
