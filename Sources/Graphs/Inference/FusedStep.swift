import Kernels

/// One kernel's worth of an inference graph: a layer with what is fused into it.
struct FusedStep: Equatable {
  enum Work: Equatable {
    /// Folds the batch norm at node `norm` into the weights; with `addsResidual` the second input is
    /// added before the activation.
    case convolution(norm: Int?, addsResidual: Bool, activation: ActivationFunction?)
    case linear(activation: ActivationFunction?)
    case addition(activation: ActivationFunction?)
    /// The node's operation, alone.
    case single
  }

  /// The layer that gives the step its name, its settings and its weights.
  let node: Int
  let work: Work
  /// Nodes whose values are read.
  let inputs: [Int]
  /// The last node fused: the step computes its value.
  let output: Int
}

extension ActivationFunction {
  init(_ activation: Operation.Activation) {
    switch activation {
    case .relu: self = .relu
    case .relu6: self = .relu6
    }
  }
}
