import Graphs
import Tensors

/// The weights and the input that `Fixtures/make_parity.py` draws, drawn here.
enum ParityWeights {
  /// Large tensors repeat this many values: a prime, so that no two rows are alike.
  static let period = 7919

  static func parameters(of graph: Graph, quiet: ParityFixture.Quiet?) throws -> [String: Tensor] {
    var parameters: [String: Tensor] = [:]
    for parameter in graph.parameters {
      let (center, halfWidth) = range(of: parameter, quiet: quiet)
      parameters[parameter.name] = try tensor(
        named: parameter.name, shape: parameter.shape, center: center, halfWidth: halfWidth)
    }
    return parameters
  }

  /// `[batch, height, width, 3]`
  static func input(shape: [Int]) throws -> Tensor {
    let count = shape.reduce(1, *)
    return try Tensor(
      values(named: "input", count: count, center: 0, halfWidth: 2), shape: Shape(shape))
  }

  /// FNV-1a, 64 bits.
  static func hash(of name: String) -> UInt64 {
    name.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }

  private static func range(of parameter: Parameter, quiet: ParityFixture.Quiet?)
    -> (center: Float, halfWidth: Float)
  {
    switch parameter.role {
    case .weight:
      let fanIn = parameter.shape.dimensions.dropFirst().reduce(1, *)
      return (0, Float((6 / Double(fanIn)).squareRoot()))
    case .runningVariance: return (1, 0.5)
    case .scale:
      guard let quiet, parameter.name.hasSuffix(quiet.suffix) else { return (1, 0.25) }
      return (quiet.center, quiet.halfWidth)
    case .bias, .shift, .runningMean: return (0, 0.125)
    }
  }

  private static func tensor(
    named name: String, shape: Shape, center: Float, halfWidth: Float
  ) throws -> Tensor {
    let count = shape.elementCount
    let tile = values(
      named: name, count: min(count, period), center: center, halfWidth: halfWidth)
    var elements: [Float] = []
    elements.reserveCapacity(count)
    while elements.count + tile.count <= count { elements += tile }
    elements += tile.prefix(count - elements.count)
    return try Tensor(elements, shape: shape)
  }

  private static func values(named name: String, count: Int, center: Float, halfWidth: Float)
    -> [Float]
  {
    var stream = RandomStream(seed: 0, purpose: .test, hash(of: name))
    return (0..<count).map { _ in center + (stream.nextUniform() * 2 - 1) * halfWidth }
  }
}
