import Kernels

/// One layer of a network as training runs it: a node with the norm and the activation behind it, where
/// nothing else reads the values in between.
struct TrainingLayer: Equatable {
  /// The node that gives the layer its rule and its settings.
  let node: Int
  /// A convolution's norm, whose constant statistics are multiplied into its weights.
  var foldedNorm: Int?
  /// A value that a norm adds after normalizing.
  var residual: Int?
  var activation: ActivationFunction?
  /// Nodes whose values are read, the residual last.
  var inputs: [Int]
  /// The last node of the layer: its value is what the layer gives.
  var output: Int

  /// Divides the nodes after `boundary` into layers, in order.
  /// - Parameters:
  ///   - fuses: Whether a layer takes over what follows it; otherwise every node is one of its own.
  ///   - folds: Whether a norm's statistics are constants, so that it may be folded.
  static func layers(
    of graph: Graph, after boundary: Int, fuses: Bool, folds: (_ norm: Int) -> Bool
  ) -> [TrainingLayer] {
    let readers = graph.readers
    func soleReader(of node: Int) -> Int? {
      fuses && readers[node].count == 1 ? readers[node][0] : nil
    }
    var absorbed: Set<Int> = []
    var layers: [TrainingLayer] = []
    for index in graph.nodes.indices.dropFirst(boundary + 1) where !absorbed.contains(index) {
      let node = graph.nodes[index]
      var layer = TrainingLayer(node: index, inputs: node.inputs, output: index)
      if node.operation.kind == .convolution, let norm = soleReader(of: index),
        graph.nodes[norm].operation.kind == .batchNorm, folds(norm)
      {
        layer.foldedNorm = norm
        layer.output = norm
      }
      if node.operation.kind == .batchNorm, let addition = soleReader(of: index),
        graph.nodes[addition].operation == .addition,
        let other = graph.nodes[addition].inputs.first(where: { $0 != index }), other < index
      {
        layer.residual = other
        layer.inputs.append(other)
        layer.output = addition
      }
      if layer.canActivate(graph), let reader = soleReader(of: layer.output),
        case .activation(let activation) = graph.nodes[reader].operation
      {
        layer.activation = ActivationFunction(activation)
        layer.output = reader
      }
      if case .activation(let activation) = node.operation {
        layer.activation = ActivationFunction(activation)
      }
      if layer.output > index {
        // Everything from the node's first follower to the output lies in the layer.
        var last = index
        while last != layer.output, let next = soleReader(of: last) {
          absorbed.insert(next)
          last = next
        }
      }
      layers.append(layer)
    }
    return layers
  }

  private func canActivate(_ graph: Graph) -> Bool {
    switch graph.nodes[node].operation.kind {
    case .convolution, .batchNorm, .addition: true
    default: false
    }
  }
}
