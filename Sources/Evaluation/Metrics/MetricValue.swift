/// A metric, or the reason why there is none.
///
/// As JSON: `{"value": 0.9}`, or `{"value": null, "undefined": "classAbsent"}`.
public enum MetricValue: Codable, Sendable, Equatable {
  case defined(Double)
  case undefined(Reason)

  /// Why a metric has no value.
  public enum Reason: String, Codable, Sendable, CaseIterable, CustomStringConvertible {
    case noItems
    case classAbsent
    case noOtherClass
    case truthIsConstant
    case predictionsAreConstant
    case agreementIsCertain
    case undefinedForEveryClass
    case tooFewClasses

    public var description: String {
      switch self {
      case .noItems: "there is no item"
      case .classAbsent: "no item is of the class"
      case .noOtherClass: "every item is of the class"
      case .truthIsConstant: "every item is of one class"
      case .predictionsAreConstant: "every item was predicted as one class"
      case .agreementIsCertain: "truth and predictions are one class: chance agrees as well"
      case .undefinedForEveryClass: "it is undefined for every class"
      case .tooFewClasses: "with so few classes it would be 1 whatever is predicted"
      }
    }
  }

  private enum CodingKeys: CodingKey {
    case value
    case undefined
  }

  /// A value, or why there is none.
  public init(_ value: Double?, else reason: Reason = .noItems) {
    self = value.map(MetricValue.defined) ?? .undefined(reason)
  }

  /// `nil` where it is undefined.
  public var value: Double? {
    switch self {
    case .defined(let value): value
    case .undefined: nil
    }
  }

  /// `nil` where there is a value.
  public var reason: Reason? {
    switch self {
    case .defined: nil
    case .undefined(let reason): reason
    }
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    if let value = try container.decodeIfPresent(Double.self, forKey: .value) {
      self = .defined(value)
    } else {
      self = .undefined(try container.decode(Reason.self, forKey: .undefined))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(value, forKey: .value)
    try container.encodeIfPresent(reason, forKey: .undefined)
  }
}
