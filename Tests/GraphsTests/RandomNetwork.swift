import Graphs
import Tensors

/// Weights and pictures that exercise a network without blowing it up.
enum RandomNetwork {
  static func parameters(of graph: Graph, seed: UInt64 = 1) throws -> [String: Tensor] {
    var result: [String: Tensor] = [:]
    for (index, parameter) in graph.parameters.enumerated() {
      var stream = RandomStream(seed: seed, purpose: .test, UInt64(index))
      let fanIn = Float(parameter.shape.elementCount / max(1, parameter.shape[0]))
      let values = (0..<parameter.shape.elementCount).map { _ -> Float in
        switch parameter.role {
        case .weight: stream.nextNormal() * (2 / fanIn).squareRoot()
        case .bias, .shift, .runningMean: stream.nextNormal() * 0.1
        case .scale, .runningVariance: 0.5 + stream.nextUniform()
        }
      }
      result[parameter.name] = try Tensor(values, shape: parameter.shape)
    }
    return result
  }

  static func pictures(_ count: Int, for graph: Graph, seed: UInt64 = 2) throws -> Tensor {
    var stream = RandomStream(seed: seed, purpose: .test)
    let input = graph.input
    let shape: Shape = [count, input.height, input.width, input.channels]
    return try Tensor(
      (0..<shape.elementCount).map { _ in stream.nextNormal() }, shape: shape)
  }

  /// Largest difference over largest magnitude.
  static func relativeError(_ found: [Float], _ expected: [Float]) -> Float {
    let difference = zip(found, expected).map { abs($0 - $1) }.max() ?? 0
    return found.count == expected.count && difference.isFinite
      ? difference / max(expected.map(abs).max() ?? 0, .leastNormalMagnitude) : .infinity
  }
}
