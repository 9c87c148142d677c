import Graphs
import Tensors

/// The weights and the pictures that `Fixtures/make_training_parity.py` draws, drawn here.
enum TrainingParityWeights {
  /// Large tensors repeat this many values: a prime, so that no two rows are alike.
  static let period = 7919

  static func parameters(
    of graph: Graph, fixture: TrainingParityFixture
  ) throws -> [String: Tensor] {
    var tensors: [String: Tensor] = [:]
    for parameter in graph.parameters {
      tensors[parameter.name] = try tensor(
        named: parameter.name, role: parameter.role, shape: parameter.shape, fixture: fixture)
    }
    return tensors
  }

  static func tensor(
    named name: String, role: Parameter.Role, shape: Shape, fixture: TrainingParityFixture
  ) throws -> Tensor {
    let (center, halfWidth) = range(named: name, role: role, shape: shape, fixture: fixture)
    let count = shape.elementCount
    let tile = values(
      named: name, count: min(count, period), center: center, halfWidth: halfWidth)
    var elements: [Float] = []
    elements.reserveCapacity(count)
    while elements.count + tile.count <= count { elements += tile }
    elements += tile.prefix(count - elements.count)
    return try Tensor(elements, shape: shape)
  }

  /// - Parameters:
  ///   - name: What a run calls its pictures.
  ///   - shape: `[batch, height, width, 3]`
  static func pictures(named name: String, shape: [Int]) throws -> Tensor {
    try Tensor(
      values(named: name, count: shape.reduce(1, *), center: 0, halfWidth: 2), shape: Shape(shape))
  }

  /// FNV-1a, 64 bits.
  static func hash(of name: String) -> UInt64 {
    name.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }

  private static func range(
    named name: String, role: Parameter.Role, shape: Shape, fixture: TrainingParityFixture
  ) -> (center: Float, halfWidth: Float) {
    let layer = name.split(separator: ".").dropLast().joined(separator: ".")
    let isQuiet = fixture.quietNorms.contains(layer)
    switch role {
    case .weight:
      let fanIn = shape.dimensions.dropFirst().reduce(1, *)
      let bound = (6 / Double(fanIn)).squareRoot()
      return (0, Float(bound * (layer == "head.output" ? 0.1 : 1)))
    case .runningVariance: return (fixture.runningVariance, fixture.runningVariance / 4)
    case .scale: return isQuiet ? (0.25, 0.0625) : (0.5, 0.125)
    case .shift: return isQuiet ? (0, 0.125) : (fixture.shift, 0.5)
    case .bias, .runningMean: return (0, 0.125)
    }
  }

  private static func values(named name: String, count: Int, center: Float, halfWidth: Float)
    -> [Float]
  {
    var stream = RandomStream(seed: 0, purpose: .test, hash(of: name))
    return (0..<count).map { _ in center + (stream.nextUniform() * 2 - 1) * halfWidth }
  }
}
