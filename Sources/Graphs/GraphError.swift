import Tensors

/// What is wrong with a network, its weights, or how it is to be used.
public enum GraphError: Error, Equatable, CustomStringConvertible {
  case invalidLayer(name: String, reason: String)
  case invalidGraph(reason: String)
  case missingParameter(name: String)
  case parameterShape(name: String, expected: Shape, found: Shape)
  case unknownStage(name: String, known: [String])
  case unsupportedPrecision(reason: String)

  public var description: String {
    switch self {
    case .invalidLayer(let name, let reason):
      "layer \(name): \(reason)"
    case .invalidGraph(let reason):
      "not a network: \(reason)"
    case .missingParameter(let name):
      "the weights have no tensor \(name)"
    case .parameterShape(let name, let expected, let found):
      "tensor \(name): expected shape \(expected), found \(found)"
    case .unknownStage(let name, let known):
      "no stage \(name); this network has \(known.joined(separator: ", "))"
    case .unsupportedPrecision(let reason):
      reason
    }
  }
}
