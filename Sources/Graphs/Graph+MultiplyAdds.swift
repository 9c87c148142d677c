extension Graph {
  /// Multiplications with an addition that one picture costs in convolutions and linear layers; the
  /// rest of a network is small beside them.
  public var multiplyAdds: Int {
    nodes.indices.reduce(0) { $0 + multiplyAdds(ofNode: $1) }
  }

  /// The share of the node at `index` in ``multiplyAdds``.
  public func multiplyAdds(ofNode index: Int) -> Int {
    let perOutput =
      switch nodes[index].operation {
      case .convolution(let convolution):
        shapes[nodes[index].inputs[0]][2] / convolution.groups * convolution.kernel.height
          * convolution.kernel.width
      case .linear: shapes[nodes[index].inputs[0]][0]
      default: 0
      }
    return shapes[index].elementCount * perOutput
  }

  /// Numbers that training may change: weights and biases, no running statistics.
  public var trainableParameterCount: Int {
    parameters.filter(\.role.isTrainable).reduce(0) { $0 + $1.shape.elementCount }
  }
}
