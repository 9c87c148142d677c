import Graphs

/// How many pictures pass a frozen network together.
public enum MicroBatch {
  /// A function of network and precision alone, so that the number of threads and the memory change no bit.
  ///
  /// Winograd convolutions on small maps want many pictures, because their transformed weights are read once for
  /// all; everything else wants few, because a few maps stay in the processor's cache. Measured with
  /// `graft-bench prefix`; large maps set the bound that keeps a worker's memory near 100 MB.
  public static func recommended(for graph: Graph, precision: Precision) -> Int {
    guard precision == .float32 else { return 4 }
    guard graph.hasDenseConvolutionsOnSmallMaps else { return 2 }
    let largestMap = (graph.shapes.map(\.elementCount).max() ?? 0) * 4
    return [16, 8].first { $0 * largestMap <= 64_000_000 } ?? 4
  }

  /// How many pictures pass the trained part together: again a function of network, boundary, precision and batch
  /// alone.
  ///
  /// Each worker keeps the activations of its micro-batch, and the gradients of each micro-batch are added to
  /// those of the others: fewer and larger ones save time, more and smaller ones memory. Measured with
  /// `graft-bench train-step`: ResNet-18 gains up to 16, ResNet-50 up to 8 but to 16 where only its last stage trains,
  /// VGG-16 up to 4; the bounds are what the activations behind the boundary take of one picture. Norms with batch
  /// statistics keep every micro-batch alive, so that small ones save nothing: ResNet-50 then gains up to 16.
  /// - Parameters:
  ///   - boundary: The last node before all that ever trains.
  ///   - keepsWholeBatch: Whether norms use batch statistics.
  public static func recommendedForTraining(
    _ graph: Graph, after boundary: Int, keepsWholeBatch: Bool, precision: Precision, batch: Int
  ) -> Int {
    let activated = graph.nodes.indices.filter {
      $0 > boundary && graph.nodes[$0].operation.kind == .activation
    }
    let kept = activated.reduce(0) { $0 + graph.shapes[$1].elementCount }
    let byteCount = kept * precision.elementType.byteCount
    let most = keepsWholeBatch || byteCount <= 12_000_000 ? 16 : byteCount <= 45_000_000 ? 8 : 4
    // At least two of them in a batch, so that two workers have work.
    return max(1, min(most, (batch + 1) / 2))
  }
}

extension Graph {
  /// Whether there are 3×3 convolutions of stride 1 over maps of at most 14×14.
  fileprivate var hasDenseConvolutionsOnSmallMaps: Bool {
    nodes.contains { node in
      guard case .convolution(let convolution) = node.operation, convolution.kernel == 3,
        convolution.stride == 1, convolution.groups == 1
      else { return false }
      return shapes[node.inputs[0]][0] <= 14
    }
  }
}
