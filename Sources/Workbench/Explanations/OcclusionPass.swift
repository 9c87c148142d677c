import Datasets
import Evaluation
import Graphs
import Images
import Tensors
import Workers

/// What becomes of a class's probability when parts of a picture are covered.
///
/// Covered is with the grey that the network's normalization turns into zero, its mean.
struct OcclusionPass {
  /// From pictures to logits.
  let plan: InferencePlan
  let preprocessing: Preprocessing
  let grid: OcclusionGrid
  let workers: Workers
  var cancellation: Cancellation?

  /// - Returns: `[height, width]` of the network's input: by how much the probability falls.
  /// - Throws: What decoding and computing throw.
  func map(of picture: PicturePlace, label: Int) throws -> SaliencyMap {
    let pixels = try rendered(picture)
    // The first is the picture as it is.
    let (batch, count) = (plan.microBatch, grid.patches.count + 1)
    let executors = try ExecutorPool(plan: plan, count: workers.count)
    let logits = try workers.map(
      (count + batch - 1) / batch, cancellation: cancellation
    ) { worker, task -> [Float] in
      let range = task * batch..<min((task + 1) * batch, count)
      let executor = try executors[worker]
      executor.input.update(repeating: 0)
      for (place, number) in range.enumerated() {
        let first = place * pixels.count
        let input = UnsafeMutableBufferPointer(
          rebasing: executor.input[first..<first + pixels.count])
        _ = input.update(fromContentsOf: pixels)
        if number > 0 { cover(grid.patches[number - 1], of: input) }
      }
      try executor.run()
      let rows = plan.outputs[0].elementType.floats(in: executor.output(0))
      return Array(rows.prefix(rows.count / batch * range.count))
    }
    let classes = plan.outputs[0].shape.dimensions.last ?? 1
    let probabilities = Softmax.probabilities(
      of: try Tensor(logits.flatMap { $0 }, shape: [count, classes]))
    let whole = probabilities[label]
    return grid.map(of: (1..<count).map { whole - probabilities[$0 * classes + label] })
  }

  private func rendered(_ picture: PicturePlace) throws -> [Float] {
    let image = try picture.image(for: .identity, preprocessing)
    var pixels = [Float](repeating: 0, count: preprocessing.elementCount)
    try pixels.withUnsafeMutableBufferPointer { try preprocessing.render(image, into: $0) }
    return pixels
  }

  private func cover(_ patch: OcclusionGrid.Patch, of input: UnsafeMutableBufferPointer<Float>) {
    let channels = preprocessing.elementCount / preprocessing.width / preprocessing.height
    for row in patch.top..<patch.top + patch.height {
      let first = (row * preprocessing.width + patch.left) * channels
      UnsafeMutableBufferPointer(rebasing: input[first..<first + patch.width * channels])
        .update(repeating: 0)
    }
  }
}
