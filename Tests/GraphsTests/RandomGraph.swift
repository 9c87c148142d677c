import Graphs
import Tensors

/// A network drawn at random: a trunk with branches that part, overlap and join again, with norms and
/// dropout on the way, that ends in a classifier.
enum RandomGraph {
  static func draw(seed: UInt64) throws -> Graph {
    var stream = RandomStream(seed: seed, purpose: .test)
    func below(_ bound: Int) -> Int { Int(stream.next() % UInt64(bound)) }
    var builder = GraphBuilder(input: Operation.Input(height: 8, width: 8, channels: 2))
    var values = [builder.input]
    // Values that nothing reads yet; joined one by one, so that cuts come about.
    var unread: [GraphBuilder.Value] = []
    for index in 0..<(4 + below(14)) {
      let last = values[values.count - 1]
      let source = below(4) == 0 ? values[max(0, values.count - 3)] : last
      let other = unread.first ?? values[below(values.count)]
      var read = [source]
      let value: GraphBuilder.Value
      switch unread.count > 1 ? 4 : below(7) {
      case 0, 1: value = builder.add("conv\(index)", .convolution(convolution), source)
      case 2: value = builder.add("norm\(index)", .batchNorm(.init()), source)
      case 3: value = builder.add("relu\(index)", .activation(.relu), source)
      case 4, 5:
        read = [last, other]
        value = builder.add("sum\(index)", .addition, last, other)
      default: value = builder.add("dropout\(index)", .dropout(.init(rate: 0.5)), source)
      }
      values.append(value)
      unread = unread.filter { !read.contains($0) } + [value]
    }
    let joined = unread.count > 1 ? builder.add("join", .concatenation, unread) : unread[0]
    let pooled = builder.add("pool", .globalAveragePooling, joined)
    _ = builder.add("classes", .linear(Operation.Linear(outputFeatures: 3)), pooled)
    return try builder.build()
  }

  /// Leaves the shape as it is, `[8, 8, 2]`.
  private static var convolution: Operation.Convolution {
    Operation.Convolution(outputChannels: 2, kernel: 3, padding: 1, hasBias: true)
  }
}
