import Tensors

extension Graph {
  /// Values for parameters that no file gives.
  ///
  /// Convolutions are normal with variance `2 / fan-out`; linear layers, weights and biases, uniform in
  /// `±1/√fan-in`, as PyTorch's; norms begin as the identity. Each parameter draws from a stream of its own
  /// name, so another layer changes nothing.
  /// - Source: He et al., "Delving deep into rectifiers", arXiv:1502.01852, for convolutions.
  /// - Parameter nodes: Whose parameters are wanted.
  /// - Throws: `TensorError.outOfMemory`.
  public func initialParameters(
    ofNodes nodes: some Sequence<Int>, seed: UInt64
  ) throws -> [String: Tensor] {
    var result: [String: Tensor] = [:]
    for node in nodes {
      for parameter in parameters(ofNode: node) {
        result[parameter.name] = try initialValue(of: parameter, node: node, seed: seed)
      }
    }
    return result
  }

  private func initialValue(of parameter: Parameter, node: Int, seed: UInt64) throws -> Tensor {
    let count = parameter.shape.elementCount
    switch parameter.role {
    case .scale, .runningVariance:
      return try Tensor([Float](repeating: 1, count: count), shape: parameter.shape)
    case .shift, .runningMean:
      return try Tensor(zeros: parameter.shape)
    case .weight, .bias:
      var stream = RandomStream(
        seed: seed, purpose: .initialization, Self.address(of: parameter.name))
      let weight = parameters(ofNode: node)[0].shape
      let values: [Float]
      if nodes[node].operation.kind == .convolution {
        let fanOut = Float(weight[0] * weight[2] * weight[3])
        let deviation = (2 / fanOut).squareRoot()
        values = (0..<count).map { _ in
          parameter.role == .bias ? 0 : stream.nextNormal() * deviation
        }
      } else {
        let bound = 1 / Float(weight.elementCount / weight[0]).squareRoot()
        values = (0..<count).map { _ in (stream.nextUniform() * 2 - 1) * bound }
      }
      return try Tensor(values, shape: parameter.shape)
    }
  }

  /// FNV-1a over the name's bytes.
  private static func address(of name: String) -> UInt64 {
    name.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
  }
}
