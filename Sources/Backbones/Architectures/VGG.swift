import Graphs

/// Stacks of 3×3 convolutions and three wide linear layers.
///
/// Layers carry torchvision's names (`features.N`, `classifier.N`). Stages: one for each
/// resolution, named after the maximum pooling that ends it (`features.4` ...), then `classifier`:
/// the two hidden linear layers, fc6 and fc7 of the paper.
/// - Source: Simonyan and Zisserman, arXiv:1409.1556, table 1 (configurations A, B, D, E).
struct VGG {
  /// Convolutions before each of the five poolings.
  let convolutionCounts: [Int]
  let hasBatchNorm: Bool

  private static let channels = [64, 128, 256, 512, 512]

  func graph(input: Operation.Input, classes: Int) throws(GraphError) -> Graph {
    var builder = GraphBuilder(input: input)
    var value = addFeatures(to: &builder)
    value = builder.add(
      "avgpool",
      .adaptiveAveragePooling(Operation.AdaptiveAveragePooling(height: 7, width: 7)), value)
    value = builder.add("flatten", .flatten, value)
    for index in [0, 3] {
      value = builder.add(
        "classifier.\(index)", .linear(Operation.Linear(outputFeatures: 4096)), value)
      value = builder.add("classifier.\(index + 1)", .activation(.relu), value)
      if index == 3 { builder.endStage("classifier") }
      value = builder.add(
        "classifier.\(index + 2)", .dropout(Operation.Dropout(rate: 0.5)), value)
    }
    _ = builder.add("classifier.6", .linear(Operation.Linear(outputFeatures: classes)), value)
    return try builder.build()
  }

  private func addFeatures(to builder: inout GraphBuilder) -> GraphBuilder.Value {
    var value = builder.input
    var module = 0
    func nextName() -> String {
      defer { module += 1 }
      return "features.\(module)"
    }
    for (channels, count) in zip(Self.channels, convolutionCounts) {
      for _ in 0..<count {
        value = builder.add(
          nextName(),
          .convolution(
            Operation.Convolution(
              outputChannels: channels, kernel: 3, padding: 1, hasBias: true)),
          value)
        if hasBatchNorm {
          value = builder.add(nextName(), .batchNorm(Operation.BatchNorm()), value)
        }
        value = builder.add(nextName(), .activation(.relu), value)
      }
      let pool = nextName()
      value = builder.add(
        pool, .pooling(Operation.Pooling(.maximum, kernel: 2, stride: 2)), value)
      builder.endStage(pool)
    }
    return value
  }
}
