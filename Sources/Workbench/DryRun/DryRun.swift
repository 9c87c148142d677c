import Backbones
import Datasets
import Graphs
import Images
import Training

/// Says what `train` would do with the network, and does none of it: the pictures are listed and not
/// opened, the weights of a named backbone neither, so that they need not be here, and nothing is written.
public struct DryRun {
  private let configuration: RunConfiguration
  private let reporter: any Reporter

  public init(_ configuration: RunConfiguration, reporter: any Reporter = SilentReporter()) {
    self.configuration = configuration
    self.reporter = reporter
  }

  /// - Throws: Anything ``Failure/init(_:)`` classifies.
  public func run() throws -> Result {
    try configuration.validateSettings()
    let scan = try DatasetScan(
      of: configuration.data.path,
      options: configuration.data.scanOptions())
    Session.report(scan, to: reporter)
    _ = try AugmentationPolicy.find(configuration.augmentation.policy)
    let network = try Network(configuration.backbone)
    let graph = try network.trained(
      network.grafted(configuration.head, classes: scan.dataset.classes.count),
      stochasticDepth: configuration.backbone.stochasticDepth)
    let phases = try configuration.phases(of: graph).phases
    let trained = phases.reduce(into: Set<String>()) { $0.formUnion($1.trained.names) }
    let groups = try configuration.training.parameterGroups.groups(
      of: graph, optimizer: configuration.training.optimizer,
      trains: { trained.contains($0.name) })
    return Result(
      backbone: network.name, freeze: "\(configuration.backbone.freeze)",
      batchNorm: configuration.backbone.batchNorm, precision: configuration.backbone.precision,
      classes: scan.dataset.classes, images: scan.dataset.items.count,
      epochs: configuration.training.epochs, phases: try self.phases(phases, of: graph),
      layers: try layers(phases, groups, of: graph),
      boundary: boundary(of: phases[phases.count - 1], graph),
      totals: try totals(phases[phases.count - 1], of: graph))
  }

  private func phases(_ phases: [TrainingPhase], of graph: Graph) throws -> [Result.Phase] {
    try phases.enumerated().map { index, phase in
      let before = index > 0 ? phases[index - 1].trained.names : []
      return Result.Phase(
        epochs: [phase.epochs.lowerBound, phase.epochs.upperBound],
        thawed: graph.parts(with: phase.trained.names.subtracting(before)),
        trainedParameters: graph.parameters.filter(phase.trained.contains).elementCount,
        boundary: boundary(of: phase, graph),
        keptBytes: try phase.keptActivations(
          in: graph, precision: configuration.backbone.precision
        ).byteCount)
    }
  }

  private func boundary(of phase: TrainingPhase, _ graph: Graph) -> Result.Boundary {
    let node = phase.boundary(in: graph).node
    let elementByteCount = configuration.backbone.precision.elementType.byteCount
    return Result.Boundary(
      node: graph.nodes[node].name, shape: graph.shapes[node].dimensions,
      bytes: graph.shapes[node].elementCount * elementByteCount)
  }

  /// As the last phase has them, in which most trains.
  private func layers(
    _ phases: [TrainingPhase], _ groups: [String: ParameterGroup], of graph: Graph
  ) throws -> [Result.Layer] {
    let last = phases[phases.count - 1]
    let boundary = last.boundary(in: graph).node
    let kept = try last.keptActivations(in: graph, precision: configuration.backbone.precision)
    return graph.layers.map { nodes in
      let first = nodes.lowerBound
      let parameters = graph.parameters(ofNode: first)
      let trained = parameters.filter(last.trained.contains)
      return Result.Layer(
        name: graph.nodes[first].name,
        operations: nodes.map { graph.nodes[$0].operation.words },
        shape: graph.shapes[nodes.upperBound - 1].dimensions,
        isBeforeBoundary: first <= boundary,
        parameters: parameters.filter(\.role.isTrainable).elementCount,
        trainedParameters: trained.elementCount,
        trainedFromEpoch: trained.isEmpty
          ? nil
          : phases.first { phase in
            parameters.contains(where: phase.trained.contains)
          }?.epochs.lowerBound,
        statistics: statistics(of: first, last, graph),
        learningRates: rates(of: trained, last, groups),
        multiplyAdds: nodes.reduce(0) { $0 + graph.multiplyAdds(ofNode: $1) },
        keptBytes: kept.byteCounts[nodes].reduce(0, +))
    }
  }

  private func statistics(
    of node: Int, _ phase: TrainingPhase, _ graph: Graph
  ) -> BatchNormMode? {
    guard graph.nodes[node].operation.kind == .batchNorm else { return nil }
    return phase.usesBatchStatistics(node, in: graph) ? .train : phase.batchNorm
  }

  private func rates(
    of parameters: [Parameter], _ phase: TrainingPhase, _ groups: [String: ParameterGroup]
  ) -> [Double] {
    let rate = configuration.training.optimizer.learningRate
    return Set(
      parameters.map {
        rate * phase.learningRateFactor(of: $0) * (groups[$0.name]?.learningRateFactor ?? 1)
      }
    ).sorted(by: >)
  }

  private func totals(_ phase: TrainingPhase, of graph: Graph) throws -> Result.Totals {
    let boundary = phase.boundary(in: graph).node
    let kept = try phase.keptActivations(in: graph, precision: configuration.backbone.precision)
    return Result.Totals(
      parameters: graph.trainableParameterCount,
      trainedParameters: graph.parameters.filter(phase.trained.contains).elementCount,
      multiplyAdds: graph.multiplyAdds,
      multiplyAddsBehindBoundary: graph.nodes.indices.dropFirst(boundary + 1)
        .reduce(0) { $0 + graph.multiplyAdds(ofNode: $1) },
      keptBytes: kept.byteCount)
  }
}
