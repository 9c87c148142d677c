/// `{"operation": "horizontal_flip", "probability": 0.5}`: the fields of the YAML files.
extension AugmentationOperation: Codable {
  enum Kind: String, CaseIterable, Codable {
    case horizontalFlip = "horizontal_flip"
  }

  enum CodingKeys: String, CodingKey {
    case operation
    case probability
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    switch try container.decode(Kind.self, forKey: .operation) {
    case .horizontalFlip:
      let probability = try container.decode(Double.self, forKey: .probability)
      guard (0...1).contains(probability) else {
        throw DecodingError.dataCorruptedError(
          forKey: .probability, in: container,
          debugDescription: "probability is \(probability), expected 0 to 1")
      }
      self = .horizontalFlip(probability: probability)
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .horizontalFlip(let probability):
      try container.encode(Kind.horizontalFlip, forKey: .operation)
      try container.encode(probability, forKey: .probability)
    }
  }
}
