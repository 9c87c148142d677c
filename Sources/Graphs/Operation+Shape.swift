import Tensors

extension Operation {
  /// Largest extent of any axis and largest number of elements of any value: far above what a real
  /// network needs, low enough that no product overflows.
  static let largestExtent = 1 << 20
  static let largestElementCount = 1 << 31

  /// The shape that the operation makes of its inputs' shapes, all without the batch.
  /// - Throws: A sentence, for the verifier to put beside the layer's name.
  func outputShape(of inputs: [Shape]) throws(ShapeProblem) -> Shape {
    let dimensions = try outputDimensions(of: inputs)
    guard let shape = Shape(validating: dimensions),
      dimensions.allSatisfy({ (1...Self.largestExtent).contains($0) }),
      shape.elementCount <= Self.largestElementCount
    else { throw ShapeProblem("its output would be \(dimensions)") }
    return shape
  }

  private func outputDimensions(of inputs: [Shape]) throws(ShapeProblem) -> [Int] {
    switch self {
    case .input(let input):
      guard inputs.isEmpty else { throw ShapeProblem("an input has no inputs") }
      return [input.height, input.width, input.channels]
    case .addition:
      guard inputs.count == 2, inputs[0] == inputs[1] else {
        throw ShapeProblem("adds two values of one shape, found \(list(inputs))")
      }
      return inputs[0].dimensions
    case .concatenation:
      return try concatenated(inputs)
    case .batchNorm, .activation, .dropout, .convolution, .pooling, .adaptiveAveragePooling,
      .globalAveragePooling, .flatten, .linear:
      guard inputs.count == 1 else {
        throw ShapeProblem("takes one input, found \(inputs.count)")
      }
      return try outputDimensions(of: inputs[0])
    }
  }

  private func outputDimensions(of input: Shape) throws(ShapeProblem) -> [Int] {
    switch self {
    case .batchNorm(let norm):
      guard norm.epsilon > 0, (0...1).contains(norm.momentum) else {
        throw ShapeProblem("needs epsilon above 0 and momentum in 0...1")
      }
      return input.dimensions
    case .dropout(let dropout):
      guard (0..<1).contains(dropout.rate) else {
        throw ShapeProblem("a dropout rate lies in 0..<1, found \(dropout.rate)")
      }
      return input.dimensions
    case .activation:
      return input.dimensions
    case .convolution(let convolution):
      let map = try Self.map(input)
      let channels = map.channels
      guard convolution.groups > 0, channels % convolution.groups == 0,
        convolution.outputChannels % convolution.groups == 0
      else {
        throw ShapeProblem(
          "\(channels) input and \(convolution.outputChannels) output channels do not divide into "
            + "\(convolution.groups) groups")
      }
      let size = try Self.windows(
        over: map, kernel: convolution.kernel, stride: convolution.stride,
        padding: convolution.padding, dilation: convolution.dilation, roundsUp: false)
      try Self.bound(
        [
          convolution.outputChannels, channels / convolution.groups, convolution.kernel.height,
          convolution.kernel.width,
        ])
      return [size.height, size.width, convolution.outputChannels]
    case .pooling(let pooling):
      let map = try Self.map(input)
      let size = try Self.windows(
        over: map, kernel: pooling.kernel, stride: pooling.stride, padding: pooling.padding,
        dilation: 1, roundsUp: pooling.roundsUp)
      return [size.height, size.width, map.channels]
    case .adaptiveAveragePooling(let pooling):
      return [pooling.height, pooling.width, try Self.map(input).channels]
    case .globalAveragePooling:
      return [try Self.map(input).channels]
    case .flatten:
      return [input.elementCount]
    case .linear(let linear):
      guard input.rank == 1 else {
        throw ShapeProblem("takes a vector, found \(input); flatten or pool it first")
      }
      try Self.bound([linear.outputFeatures, input[0]])
      return [linear.outputFeatures]
    case .input, .addition, .concatenation:
      preconditionFailure("handled by the caller")
    }
  }

  private func concatenated(_ inputs: [Shape]) throws(ShapeProblem) -> [Int] {
    guard let first = inputs.first, inputs.allSatisfy({ $0.rank == 3 }),
      inputs.allSatisfy({ $0[0] == first[0] && $0[1] == first[1] })
    else {
      throw ShapeProblem("joins maps of one height and width, found \(list(inputs))")
    }
    return [first[0], first[1], inputs.reduce(0) { $0 + $1[2] }]
  }

  private func list(_ shapes: [Shape]) -> String {
    shapes.map(\.description).joined(separator: " and ")
  }

  private static func map(_ shape: Shape) throws(ShapeProblem) -> Input {
    guard shape.rank == 3 else {
      throw ShapeProblem("takes a map [height, width, channels], found \(shape)")
    }
    return Input(height: shape[0], width: shape[1], channels: shape[2])
  }

  /// Refuses weights that no memory holds.
  private static func bound(_ dimensions: [Int]) throws(ShapeProblem) {
    guard let shape = Shape(validating: dimensions), shape.elementCount <= largestElementCount
    else { throw ShapeProblem("its weights would be \(dimensions)") }
  }

  private static func windows(
    over map: Input, kernel: Extent, stride: Extent, padding: Padding, dilation: Extent,
    roundsUp: Bool
  ) throws(ShapeProblem) -> Extent {
    let settings = [
      kernel.height, kernel.width, stride.height, stride.width, dilation.height, dilation.width,
    ]
    guard settings.allSatisfy({ (1...largestExtent).contains($0) }) else {
      throw ShapeProblem("kernel, stride and dilation are at least 1")
    }
    let edges = padding.edges(
      height: map.height, width: map.width, kernel: kernel, stride: stride, dilation: dilation)
    guard
      [edges.top, edges.left, edges.bottom, edges.right].allSatisfy({
        (0...largestExtent).contains($0)
      })
    else { throw ShapeProblem("padding is not negative") }
    return Extent(
      height: try count(
        map.height, edges.top, edges.bottom, kernel.height, stride.height, dilation.height,
        roundsUp),
      width: try count(
        map.width, edges.left, edges.right, kernel.width, stride.width, dilation.width, roundsUp))
  }

  private static func count(
    _ length: Int, _ near: Int, _ far: Int, _ kernel: Int, _ stride: Int, _ dilation: Int,
    _ roundsUp: Bool
  ) throws(ShapeProblem) -> Int {
    let reach = (kernel - 1) * dilation + 1
    let room = length + near + far - reach
    guard room >= 0 else {
      throw ShapeProblem(
        "a window of \(reach) does not fit \(length) with padding \(near) and \(far)")
    }
    var count = room / stride + 1
    // A window rounded up must start inside the map or its near padding.
    if roundsUp, room % stride != 0, count * stride < length + near { count += 1 }
    return count
  }
}

/// Why an operation cannot take its inputs.
struct ShapeProblem: Error {
  let sentence: String

  init(_ sentence: String) {
    self.sentence = sentence
  }
}
