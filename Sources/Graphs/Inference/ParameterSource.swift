import Tensors

/// Looks a graph's parameters up, checks their shapes, and folds batch norms.
struct ParameterSource {
  let graph: Graph
  let tensors: [String: Tensor]

  /// The parameters of one node in the order of ``Graph/parameters(ofNode:)``, as `float32`.
  /// - Throws: ``GraphError/missingParameter(name:)``,
  ///   ``GraphError/parameterShape(name:expected:found:)``.
  func tensors(ofNode index: Int) throws -> [Tensor] {
    try graph.parameters(ofNode: index).map { parameter in
      guard let tensor = tensors[parameter.name] else {
        throw GraphError.missingParameter(name: parameter.name)
      }
      guard tensor.shape == parameter.shape else {
        throw GraphError.parameterShape(
          name: parameter.name, expected: parameter.shape, found: tensor.shape)
      }
      return try tensor.converted(to: .float32)
    }
  }

  /// A batch norm with fixed statistics as `scale · x + shift`:
  /// `scale = γ / √(variance + ε)`, `shift = β − mean · scale`.
  func foldedNorm(ofNode index: Int, epsilon: Double) throws -> (scale: Tensor, shift: Tensor) {
    let (scale, shift) = try normFactors(ofNode: index, epsilon: epsilon)
    let shape: Shape = [scale.count]
    return (
      try Tensor(scale.map { Float($0) }, shape: shape),
      try Tensor(shift.map { Float($0) }, shape: shape)
    )
  }

  /// The weight and bias of a convolution with the batch norm behind it multiplied in.
  func foldedConvolution(ofNode index: Int, norm: Int?) throws -> (weight: Tensor, bias: Tensor?) {
    let parameters = try tensors(ofNode: index)
    let bias = parameters.count > 1 ? parameters[1] : nil
    guard let norm, case .batchNorm(let settings) = graph.nodes[norm].operation else {
      return (parameters[0], bias)
    }
    let (scale, shift) = try normFactors(ofNode: norm, epsilon: settings.epsilon)
    var weight = parameters[0]
    let perChannel = weight.shape.elementCount / scale.count
    try weight.withMutableFloats { weight in
      for channel in scale.indices {
        for index in channel * perChannel..<(channel + 1) * perChannel {
          weight[index] = Float(Double(weight[index]) * scale[channel])
        }
      }
    }
    let ownBias = bias?.floats ?? [Float](repeating: 0, count: scale.count)
    let folded = scale.indices.map { Float(Double(ownBias[$0]) * scale[$0] + shift[$0]) }
    return (weight, try Tensor(folded, shape: [scale.count]))
  }

  private func normFactors(
    ofNode index: Int, epsilon: Double
  ) throws -> (scale: [Double], shift: [Double]) {
    let parameters = try tensors(ofNode: index).map { $0.floats.map { Double($0) } }
    let (gamma, beta, mean, variance) = (
      parameters[0], parameters[1], parameters[2], parameters[3]
    )
    let scale = gamma.indices.map { gamma[$0] / (variance[$0] + epsilon).squareRoot() }
    return (scale, beta.indices.map { beta[$0] - mean[$0] * scale[$0] })
  }
}
