import Backbones
import Graphs

extension Graph {
  /// Every node but the input, each with the activation that follows it and that alone reads it.
  var layers: [Range<Int>] {
    let readers = readers
    var layers: [Range<Int>] = []
    for index in nodes.indices.dropFirst() {
      if nodes[index].operation.kind == .activation, let last = layers.last,
        nodes[index].inputs == [index - 1], readers[index - 1] == [index]
      {
        layers[layers.count - 1] = last.lowerBound..<index + 1
      } else {
        layers.append(index..<index + 1)
      }
    }
    return layers
  }

  /// The stages, then `head`, that have one of these parameters; what of a backbone lies behind its
  /// last stage is named by its layers.
  func parts(with names: Set<String>) -> [String] {
    var parts: [String] = []
    for index in nodes.indices
    where parameters(ofNode: index).contains(where: { names.contains($0.name) }) {
      let isHead = nodes[index].name.hasPrefix(Head.prefix)
      let part =
        isHead
        ? String(Head.prefix.dropLast())
        : stages.first { $0.lastNode >= index }?.name ?? nodes[index].name
      if parts.last != part { parts.append(part) }
    }
    return parts
  }
}

extension [Parameter] {
  /// Numbers in all of them.
  var elementCount: Int { reduce(0) { $0 + $1.shape.elementCount } }
}

extension Operation {
  /// What it is, for a table.
  var words: String {
    switch self {
    case .input: "input"
    case .convolution(let convolution):
      (convolution.groups > 1 ? "grouped " : "") + "convolution "
        + "\(convolution.kernel.height)×\(convolution.kernel.width)"
    case .batchNorm: "batch norm"
    case .activation(let activation): activation.rawValue
    case .pooling(let pooling): "\(pooling.function.rawValue) pooling"
    case .adaptiveAveragePooling, .globalAveragePooling: "average pooling"
    case .flatten: "flatten"
    case .linear: "linear"
    case .addition: "addition"
    case .concatenation: "concatenation"
    case .dropout: "dropout"
    }
  }
}
