import Graphs
import Images
import Training

/// Whether what the frozen part gives is kept, or computed anew whenever it is wanted.
struct SourceChoice {
  let keeps: Bool
  /// Why not, where a user might wonder.
  let reason: String?
  /// Bytes of everything that would be kept.
  let featureByteCount: Int

  init(
    _ configuration: RunConfiguration, _ phase: FitPhase, policy: AugmentationPolicy, graph: Graph,
    items: Int
  ) {
    let views = configuration.augmentation.drawnViewCount(
      of: policy, epochs: configuration.training.epochs)
    let elementByteCount = configuration.backbone.precision.elementType.byteCount
    featureByteCount =
      graph.shapes[phase.boundary.node].elementCount * elementByteCount * items * (1 + views)
    let name = graph.nodes[phase.boundary.node].name
    guard phase.boundary.node > 0 else {
      (keeps, reason) = (false, nil)
      return
    }
    guard !configuration.training.mixing.isActive else {
      keeps = false
      reason = "mixed pictures differ each time: what the frozen part gives is not kept"
      return
    }
    if configuration.trainsHeadAlone {
      (keeps, reason) = (true, nil)
      return
    }
    // Each kept view costs one pass of all pictures, each epoch that keeps nothing another one.
    let epochs = phase.epochs.count
    guard 1 + views < epochs || (views == 0 && epochs > 1) else {
      keeps = false
      reason =
        views == 0
        ? nil
        : "\(1 + views) views of each picture up to \(name) for \(epochs) epochs: they are computed "
          + "as they come"
      return
    }
    let room = (configuration.machine.memoryLimit ?? PhysicalMemory.available) / 3
    keeps = featureByteCount <= room
    reason =
      keeps
      ? nil
      : "\(ByteText.of(featureByteCount)) of features at \(name) are too many to keep in memory: they "
        + "are computed as they come"
  }
}
