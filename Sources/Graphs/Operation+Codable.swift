/// An operation is an object with a `kind` and the fields of that kind beside it.
extension Operation: Codable {
  /// The operation without its settings.
  public enum Kind: String, Codable, Sendable, CaseIterable {
    case input
    case convolution
    case batchNorm
    case activation
    case pooling
    case adaptiveAveragePooling
    case globalAveragePooling
    case flatten
    case linear
    case addition
    case concatenation
    case dropout
  }

  public var kind: Kind {
    switch self {
    case .input: .input
    case .convolution: .convolution
    case .batchNorm: .batchNorm
    case .activation: .activation
    case .pooling: .pooling
    case .adaptiveAveragePooling: .adaptiveAveragePooling
    case .globalAveragePooling: .globalAveragePooling
    case .flatten: .flatten
    case .linear: .linear
    case .addition: .addition
    case .concatenation: .concatenation
    case .dropout: .dropout
    }
  }

  private enum CodingKeys: String, CodingKey {
    case kind
    case function
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    switch try container.decode(Kind.self, forKey: .kind) {
    case .input: self = .input(try Input(from: decoder))
    case .convolution: self = .convolution(try Convolution(from: decoder))
    case .batchNorm: self = .batchNorm(try BatchNorm(from: decoder))
    case .activation:
      self = .activation(try container.decode(Activation.self, forKey: .function))
    case .pooling: self = .pooling(try Pooling(from: decoder))
    case .adaptiveAveragePooling:
      self = .adaptiveAveragePooling(try AdaptiveAveragePooling(from: decoder))
    case .globalAveragePooling: self = .globalAveragePooling
    case .flatten: self = .flatten
    case .linear: self = .linear(try Linear(from: decoder))
    case .addition: self = .addition
    case .concatenation: self = .concatenation
    case .dropout: self = .dropout(try Dropout(from: decoder))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(kind, forKey: .kind)
    switch self {
    case .input(let value): try value.encode(to: encoder)
    case .convolution(let value): try value.encode(to: encoder)
    case .batchNorm(let value): try value.encode(to: encoder)
    case .activation(let value): try container.encode(value, forKey: .function)
    case .pooling(let value): try value.encode(to: encoder)
    case .adaptiveAveragePooling(let value): try value.encode(to: encoder)
    case .linear(let value): try value.encode(to: encoder)
    case .dropout(let value): try value.encode(to: encoder)
    case .globalAveragePooling, .flatten, .addition, .concatenation: break
    }
  }
}
