import Graphs
import Names

extension FreezingPolicy {
  /// From which epoch on which parameters of a grafted network train, in order; epochs count from 1.
  ///
  /// One entry that begins with epoch 1, but for ``gradual(epochs:)``, which has one more for each stage.
  /// - Throws: ``BackboneError/freezing(_:)`` if the network has no such stage or name.
  public func thaws(
    of graph: Graph
  ) throws(BackboneError) -> [(firstEpoch: Int, trained: TrainedParameters)] {
    guard case .gradual(let epochs) = self else {
      return [(1, try trained(in: graph))]
    }
    guard !graph.stages.isEmpty else { throw .freezing(.noStages(policy: description)) }
    let stagewise = (1...graph.stages.count).map { count in
      (1 + count * epochs, Self.trained(in: graph, behind: graph.lastNode(before: count)))
    }
    return [(1, Self.headAlone(in: graph))] + stagewise
  }

  /// The parameters of a grafted network that train in an epoch, which count from 1.
  /// - Throws: As ``thaws(of:)``.
  public func trained(
    in graph: Graph, epoch: Int
  ) throws(BackboneError) -> TrainedParameters {
    precondition(epoch >= 1, "epochs count from 1")
    let thaws = try thaws(of: graph)
    return (thaws.last { $0.firstEpoch <= epoch } ?? thaws[0]).trained
  }

  static func headAlone(in graph: Graph) -> TrainedParameters {
    TrainedParameters(of: graph) { node, _ in graph.isHead(node) }
  }

  private func trained(in graph: Graph) throws(BackboneError) -> TrainedParameters {
    switch self {
    case .all, .gradual:
      return Self.headAlone(in: graph)
    case .nothing:
      return TrainedParameters(of: graph) { _, _ in true }
    case .until(let name):
      guard let stage = graph.stages.first(where: { $0.name == name }) else {
        let known = graph.stages.map(\.name)
        guard !known.isEmpty else { throw .freezing(.noStages(policy: description)) }
        throw .freezing(
          .unknownStage(name: name, nearest: NearestName.of(name, among: known), known: known))
      }
      return Self.trained(in: graph, behind: stage.lastNode)
    case .stages(let count):
      guard !graph.stages.isEmpty else { throw .freezing(.noStages(policy: description)) }
      guard count <= graph.stages.count else {
        throw .freezing(.tooManyStages(found: count, known: graph.stages.map(\.name)))
      }
      return Self.trained(in: graph, behind: graph.lastNode(before: count))
    case .match(let patterns):
      return try Self.trained(in: graph, besides: patterns)
    }
  }

  private static func trained(in graph: Graph, behind last: Int) -> TrainedParameters {
    TrainedParameters(of: graph) { node, _ in node > last || graph.isHead(node) }
  }

  private static func trained(
    in graph: Graph, besides patterns: [NamePattern]
  ) throws(BackboneError) -> TrainedParameters {
    let names = TrainedParameters(of: graph) { node, _ in !graph.isHead(node) }.names.sorted()
    for pattern in patterns where !names.contains(where: pattern.matches) {
      throw .freezing(
        .nothingMatches(
          pattern: pattern.text, nearest: NearestName.of(pattern.text, among: names),
          example: names.first ?? "none"))
    }
    return TrainedParameters(of: graph) { node, parameter in
      graph.isHead(node) || !patterns.contains { $0.matches(parameter.name) }
    }
  }
}

extension Graph {
  /// The last node that precedes the last `count` stages; -1 if there is none.
  fileprivate func lastNode(before count: Int) -> Int {
    count < stages.count ? stages[stages.count - count - 1].lastNode : -1
  }
}
