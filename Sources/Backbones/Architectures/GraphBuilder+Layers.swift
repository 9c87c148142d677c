import Graphs

/// The runs of layers that several architectures share.
extension GraphBuilder {
  /// A batch norm's setting and the activation behind it; `nil` for a linear block.
  struct Block {
    var norm = Operation.BatchNorm()
    var activation: Operation.Activation? = .relu
  }

  /// Convolution, batch norm and activation, named `prefix` and each of `names`.
  mutating func addBlock(
    _ prefix: String, names: (convolution: String, norm: String, activation: String),
    _ convolution: Operation.Convolution, _ block: Block, from source: Value
  ) -> Value {
    var value = add("\(prefix).\(names.convolution)", .convolution(convolution), source)
    value = add("\(prefix).\(names.norm)", .batchNorm(block.norm), value)
    guard let activation = block.activation else { return value }
    return add("\(prefix).\(names.activation)", .activation(activation), value)
  }

  /// Convolution, batch norm and activation as torchvision's `Conv2dNormActivation` numbers them.
  mutating func addNumberedBlock(
    _ prefix: String, _ convolution: Operation.Convolution, _ block: Block, from source: Value
  ) -> Value {
    addBlock(prefix, names: ("0", "1", "2"), convolution, block, from: source)
  }

  /// Dropout and a linear layer, the last of most architectures.
  mutating func addClassifier(
    dropout: (name: String, rate: Double), linear: String, classes: Int, from source: Value
  ) -> Value {
    let value = add(dropout.name, .dropout(Operation.Dropout(rate: dropout.rate)), source)
    return add(linear, .linear(Operation.Linear(outputFeatures: classes)), value)
  }
}
