import Testing

@testable import Graphs

@Suite struct KeptActivationsTests {
  /// `conv1 norm1 relu1 pool conv2 norm2 relu2 sum(relu2, pool) average dropout classes`, 8 × 8 × 4 up to
  /// the pool and 4 × 4 × 4 behind it.
  private func network() throws -> Graph {
    var builder = GraphBuilder(input: Operation.Input(height: 8, width: 8, channels: 3))
    let convolution = Operation.Convolution(outputChannels: 4, kernel: 3, padding: 1)
    _ = builder.add("conv1", .convolution(convolution), builder.input)
    _ = builder.add("norm1", .batchNorm(.init()), builder.last)
    _ = builder.add("relu1", .activation(.relu), builder.last)
    let pooled = builder.add(
      "pool", .pooling(.init(.maximum, kernel: 2, stride: 2)), builder.last)
    _ = builder.add("conv2", .convolution(convolution), pooled)
    _ = builder.add("norm2", .batchNorm(.init()), builder.last)
    _ = builder.add("relu2", .activation(.relu), builder.last)
    _ = builder.add("sum", .addition, builder.last, pooled)
    _ = builder.add("average", .globalAveragePooling, builder.last)
    _ = builder.add("dropout", .dropout(.init(rate: 0.5)), builder.last)
    _ = builder.add("classes", .linear(.init(outputFeatures: 2)), builder.last)
    return try builder.build()
  }

  /// Bytes by the names of the nodes that keep any.
  private func kept(
    training prefixes: [String], batchStatistics: Bool = false, precision: Precision = .float32
  ) throws -> [String: Int] {
    let graph = try network()
    func trains(_ parameter: Parameter) -> Bool {
      prefixes.contains { parameter.name.hasPrefix($0) }
    }
    let kept = try KeptActivations(
      of: graph, boundary: FreezeBoundary(of: graph, trains: trains), precision: precision,
      statistics: { _ in batchStatistics ? .batch : .running }, trains: trains)
    #expect(kept.byteCount == kept.byteCounts.reduce(0, +))
    var named: [String: Int] = [:]
    for (index, bytes) in kept.byteCounts.enumerated() where bytes > 0 {
      named[graph.nodes[index].name] = bytes
    }
    return named
  }

  @Test func everyGradientThatFlowsKeepsWhatItReads() throws {
    // 256 numbers before the pool and 64 behind it, of four bytes; a place of one byte for each maximum.
    #expect(
      try kept(training: ["conv", "norm", "classes"]) == [
        // Norms are multiplied into the convolutions, so what lies between the two is not there.
        "relu1": 1024, "pool": 64 + 256, "relu2": 256,
        // The mask, and what the classifier reads.
        "dropout": 16 + 16,
      ])
  }

  @Test func nothingIsKeptForWhatIsFrozen() throws {
    // The classifier's input lies behind the boundary, because the dropout draws.
    #expect(try kept(training: ["classes"]) == ["dropout": 16])
    // The pool is the boundary: its value is handed over.
    #expect(
      try kept(training: ["conv2", "classes"]) == ["relu2": 256, "dropout": 32])
  }

  @Test func aNormKeepsItsInputForTheBatchsStatisticsAlone() throws {
    #expect(
      try kept(training: ["norm2.weight", "classes"])
        == ["relu2": 256, "dropout": 32])
    #expect(try kept(training: ["norm2.bias"]) == ["relu2": 256, "dropout": 16])
    #expect(
      try kept(training: ["conv2"], batchStatistics: true)
        == ["conv2": 256, "relu2": 256, "dropout": 16])
  }

  @Test func halfAsManyBytesHoldBrainFloats() throws {
    #expect(
      try kept(training: ["conv", "norm"], precision: .bfloat16) == [
        "relu1": 512, "pool": 64 + 128, "relu2": 128, "dropout": 16,
      ])
  }
}
