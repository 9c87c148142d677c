import Backbones
import Files
import Foundation
import Graphs
import Training

extension TrainingPhase {
  /// The phase as a trainer wants it.
  public func fitPhase(of graph: Graph) -> FitPhase {
    let boundary = boundary(in: graph)
    var statistics: [Int: NormStatistics] = [:]
    for node in graph.nodes.indices where graph.nodes[node].operation.kind == .batchNorm {
      statistics[node] = self.statistics(node, in: graph)
    }
    var factors: [String: Double] = [:]
    for parameter in graph.parameters where trained.contains(parameter) {
      factors[parameter.name] = learningRateFactor(of: parameter)
    }
    return FitPhase(
      epochs: epochs, trained: trained.names, boundary: boundary, statistics: statistics,
      learningRateFactors: factors)
  }
}

extension RunConfiguration {
  /// Whether nothing but the head trains, on features that never change.
  var trainsHeadAlone: Bool {
    backbone.freeze == .all && backbone.batchNorm == .frozen && !training.mixing.isActive
  }
}

extension RunConfiguration {
  /// As a run's `config.json` holds it.
  /// - Throws: `FileError`, ``WorkbenchError/notARun(path:problem:)``.
  init(file path: String) throws {
    do {
      self = try JSONDecoder().decode(
        Self.self, from: Foundation.Data(InputFile.contents(of: path)))
    } catch let error as DecodingError {
      throw WorkbenchError.notARun(path: path, problem: error.plainSentence)
    }
  }
}
