import Graphs

/// Writes the modules of Inception v3 down.
struct InceptionBuilder {
  typealias Value = GraphBuilder.Value

  var builder: GraphBuilder
  private static let block = GraphBuilder.Block(norm: Operation.BatchNorm(epsilon: 1e-3))

  init(input: Operation.Input) {
    builder = GraphBuilder(input: input)
  }

  /// Convolution, batch norm and ReLU: torchvision's `BasicConv2d`.
  mutating func convolution(
    _ name: String, _ channels: Int, kernel: Extent, stride: Extent = 1, padding: Padding = 0,
    from source: Value
  ) -> Value {
    builder.addBlock(
      name, names: ("conv", "bn", "relu"),
      Operation.Convolution(
        outputChannels: channels, kernel: kernel, stride: stride, padding: padding),
      Self.block, from: source)
  }

  mutating func maximum(_ name: String, from source: Value) -> Value {
    builder.add(name, .pooling(Operation.Pooling(.maximum, kernel: 3, stride: 2)), source)
  }

  mutating func add(_ block: InceptionBlock, _ name: String, from source: Value) -> Value {
    switch block {
    case .wide(let poolChannels): addWide(name, poolChannels: poolChannels, from: source)
    case .firstReduction: addFirstReduction(name, from: source)
    case .factorized(let channels): addFactorized(name, channels: channels, from: source)
    case .secondReduction: addSecondReduction(name, from: source)
    case .expanded: addExpanded(name, from: source)
    }
  }

  private mutating func addWide(_ name: String, poolChannels: Int, from source: Value) -> Value {
    let single = convolution("\(name).branch1x1", 64, kernel: 1, from: source)
    var wide = convolution("\(name).branch5x5_1", 48, kernel: 1, from: source)
    wide = convolution("\(name).branch5x5_2", 64, kernel: 5, padding: 2, from: wide)
    var double = convolution("\(name).branch3x3dbl_1", 64, kernel: 1, from: source)
    double = convolution("\(name).branch3x3dbl_2", 96, kernel: 3, padding: 1, from: double)
    double = convolution("\(name).branch3x3dbl_3", 96, kernel: 3, padding: 1, from: double)
    let pool = addPoolBranch(name, poolChannels, from: source)
    return builder.add("\(name).concat", .concatenation, single, wide, double, pool)
  }

  private mutating func addFirstReduction(_ name: String, from source: Value) -> Value {
    let single = convolution("\(name).branch3x3", 384, kernel: 3, stride: 2, from: source)
    var double = convolution("\(name).branch3x3dbl_1", 64, kernel: 1, from: source)
    double = convolution("\(name).branch3x3dbl_2", 96, kernel: 3, padding: 1, from: double)
    double = convolution("\(name).branch3x3dbl_3", 96, kernel: 3, stride: 2, from: double)
    let pool = maximum("\(name).maxpool", from: source)
    return builder.add("\(name).concat", .concatenation, single, double, pool)
  }

  private mutating func addFactorized(_ name: String, channels: Int, from source: Value) -> Value {
    let single = convolution("\(name).branch1x1", 192, kernel: 1, from: source)
    var wide = convolution("\(name).branch7x7_1", channels, kernel: 1, from: source)
    wide = row("\(name).branch7x7_2", channels, 7, from: wide)
    wide = column("\(name).branch7x7_3", 192, 7, from: wide)
    var double = convolution("\(name).branch7x7dbl_1", channels, kernel: 1, from: source)
    double = column("\(name).branch7x7dbl_2", channels, 7, from: double)
    double = row("\(name).branch7x7dbl_3", channels, 7, from: double)
    double = column("\(name).branch7x7dbl_4", channels, 7, from: double)
    double = row("\(name).branch7x7dbl_5", 192, 7, from: double)
    let pool = addPoolBranch(name, 192, from: source)
    return builder.add("\(name).concat", .concatenation, single, wide, double, pool)
  }

  private mutating func addSecondReduction(_ name: String, from source: Value) -> Value {
    var single = convolution("\(name).branch3x3_1", 192, kernel: 1, from: source)
    single = convolution("\(name).branch3x3_2", 320, kernel: 3, stride: 2, from: single)
    var wide = convolution("\(name).branch7x7x3_1", 192, kernel: 1, from: source)
    wide = row("\(name).branch7x7x3_2", 192, 7, from: wide)
    wide = column("\(name).branch7x7x3_3", 192, 7, from: wide)
    wide = convolution("\(name).branch7x7x3_4", 192, kernel: 3, stride: 2, from: wide)
    let pool = maximum("\(name).maxpool", from: source)
    return builder.add("\(name).concat", .concatenation, single, wide, pool)
  }

  private mutating func addExpanded(_ name: String, from source: Value) -> Value {
    let single = convolution("\(name).branch1x1", 320, kernel: 1, from: source)
    let narrow = convolution("\(name).branch3x3_1", 384, kernel: 1, from: source)
    let narrowPair = addPair("\(name).branch3x3", suffix: "_2", from: narrow)
    var double = convolution("\(name).branch3x3dbl_1", 448, kernel: 1, from: source)
    double = convolution("\(name).branch3x3dbl_2", 384, kernel: 3, padding: 1, from: double)
    let doublePair = addPair("\(name).branch3x3dbl", suffix: "_3", from: double)
    let pool = addPoolBranch(name, 192, from: source)
    return builder.add("\(name).concat", .concatenation, single, narrowPair, doublePair, pool)
  }

  /// A 1×3 convolution beside a 3×1.
  private mutating func addPair(_ name: String, suffix: String, from source: Value) -> Value {
    let first = row("\(name)\(suffix)a", 384, 3, from: source)
    let second = column("\(name)\(suffix)b", 384, 3, from: source)
    return builder.add("\(name).concat", .concatenation, first, second)
  }

  private mutating func addPoolBranch(_ name: String, _ channels: Int, from source: Value) -> Value
  {
    let pooled = builder.add(
      "\(name).avgpool",
      .pooling(
        Operation.Pooling(.average, kernel: 3, stride: 1, padding: 1, countsPadding: true)),
      source)
    return convolution("\(name).branch_pool", channels, kernel: 1, from: pooled)
  }

  /// One high, `length` wide.
  private mutating func row(_ name: String, _ channels: Int, _ length: Int, from source: Value)
    -> Value
  {
    convolution(
      name, channels, kernel: Extent(height: 1, width: length),
      padding: Padding(height: 0, width: length / 2), from: source)
  }

  /// `length` high, one wide.
  private mutating func column(_ name: String, _ channels: Int, _ length: Int, from source: Value)
    -> Value
  {
    convolution(
      name, channels, kernel: Extent(height: length, width: 1),
      padding: Padding(height: length / 2, width: 0), from: source)
  }
}
