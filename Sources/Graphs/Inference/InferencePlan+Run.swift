import Kernels
import Tensors
import Workers

extension InferencePlan {
  /// Runs pictures through the network, micro-batch by micro-batch, on the given workers.
  /// - Parameter images: `[images, height, width, channels]`, `float32`; the last micro-batch is padded
  ///   with zeros.
  /// - Returns: For each wanted node `[images, ...]`, of the plan's precision.
  /// - Throws: ``GraphError/invalidGraph(reason:)`` if the pictures have another shape.
  public func run(_ images: Tensor, on workers: Workers) throws -> [Tensor] {
    let expected = inputShape.dimensions.dropFirst()
    guard images.shape.rank == 4, images.shape.dimensions.dropFirst() == expected else {
      throw GraphError.invalidGraph(
        reason:
          "the network takes pictures [n, \(expected.map(String.init).joined(separator: ", "))]"
          + ", found \(images.shape)")
    }
    let count = images.shape[0]
    let pictureCount = inputShape.elementCount / microBatch
    let executors = try ExecutorPool(plan: self, count: workers.count)
    let batches = try workers.map((count + microBatch - 1) / microBatch) { worker, batch in
      let executor = try executors[worker]
      let range = batch * microBatch..<min((batch + 1) * microBatch, count)
      let input = executor.input
      images.withFloats { floats in
        let given = floats[range.lowerBound * pictureCount..<range.upperBound * pictureCount]
        let end = input.update(fromContentsOf: given)
        input[end...].update(repeating: 0)
      }
      try executor.run()
      return outputs.indices.map { output in
        let bytes = executor.output(output)
        return Array(bytes.prefix(bytes.count / microBatch * range.count))
      }
    }
    return try outputs.enumerated().map { index, layout in
      let bytes = batches.flatMap { $0[index] }
      return try bytes.withUnsafeBytes {
        try Tensor(
          bytes: $0, shape: Shape([count] + layout.shape.dimensions.dropFirst()),
          elementType: layout.elementType)
      }
    }
  }
}
