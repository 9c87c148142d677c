import Tensors

/// One tensor that a layer keeps: a weight, or a running statistic.
public struct Parameter: Hashable, Sendable {
  public enum Role: String, Sendable {
    /// `[out, in / groups, height, width]` of a convolution, `[out, in]` of a linear layer.
    case weight
    case bias
    /// γ of a batch norm.
    case scale
    /// β of a batch norm.
    case shift
    case runningMean
    case runningVariance

    /// Whether the optimizer changes it. Running statistics are only measured.
    public var isTrainable: Bool {
      self != .runningMean && self != .runningVariance
    }
  }

  /// As PyTorch would call it, for example `layer1.0.bn1.running_mean`.
  public let name: String
  public let shape: Shape
  public let role: Role
}

extension Graph {
  /// The tensors that the node at `index` keeps.
  public func parameters(ofNode index: Int) -> [Parameter] {
    let node = nodes[index]
    func parameter(_ suffix: String, _ role: Parameter.Role, _ shape: Shape) -> Parameter {
      Parameter(name: "\(node.name).\(suffix)", shape: shape, role: role)
    }
    switch node.operation {
    case .convolution(let convolution):
      let inputChannels = shapes[node.inputs[0]][2]
      let weight = parameter(
        "weight", .weight,
        [
          convolution.outputChannels, inputChannels / convolution.groups,
          convolution.kernel.height, convolution.kernel.width,
        ])
      return convolution.hasBias
        ? [weight, parameter("bias", .bias, [convolution.outputChannels])] : [weight]
    case .linear(let linear):
      let inputFeatures = shapes[node.inputs[0]][0]
      let weight = parameter("weight", .weight, [linear.outputFeatures, inputFeatures])
      return linear.hasBias
        ? [weight, parameter("bias", .bias, [linear.outputFeatures])] : [weight]
    case .batchNorm:
      let channels = Shape([shapes[index].dimensions.last ?? 0])
      return [
        parameter("weight", .scale, channels),
        parameter("bias", .shift, channels),
        parameter("running_mean", .runningMean, channels),
        parameter("running_var", .runningVariance, channels),
      ]
    case .input, .activation, .pooling, .adaptiveAveragePooling, .globalAveragePooling, .flatten,
      .addition, .concatenation, .dropout:
      return []
    }
  }

  /// The tensors of everything behind a boundary, in the order of their nodes.
  public func parameters(after boundary: FreezeBoundary) -> [Parameter] {
    nodes.indices.dropFirst(boundary.node + 1).flatMap(parameters(ofNode:))
  }

  /// Every tensor of the network, in the order of its nodes.
  public var parameters: [Parameter] {
    nodes.indices.flatMap(parameters(ofNode:))
  }
}
