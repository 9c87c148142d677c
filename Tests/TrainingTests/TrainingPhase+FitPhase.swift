import Backbones
import Graphs
import Training

extension TrainingPhase {
  /// The phase as a trainer wants it.
  func fitPhase(of graph: Graph) -> FitPhase {
    var statistics: [Int: NormStatistics] = [:]
    for node in graph.nodes.indices { statistics[node] = self.statistics(ofNorm: node, in: graph) }
    var factors: [String: Double] = [:]
    for parameter in graph.parameters {
      factors[parameter.name] = learningRateFactor(of: parameter)
    }
    return FitPhase(
      epochs: epochs, trained: trained.names, boundary: boundary(in: graph),
      statistics: statistics, learningRateFactors: factors)
  }

  /// What the norm at a node normalizes with; of no meaning for other nodes.
  func statistics(ofNorm node: Int, in graph: Graph) -> NormStatistics {
    if usesBatchStatistics(node, in: graph) { return .batch }
    return batchNorm.updatesRunningStatistics ? .adapting : .running
  }
}
