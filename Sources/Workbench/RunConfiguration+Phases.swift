import Backbones
import Files
import Foundation
import Graphs
import Images
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
  /// Pictures × classes × folds up to which baselines are fitted in seconds once there are features.
  static let affordableBaselines = 1_000_000

  /// In how many folds baselines are judged: as somebody says in all or none, else in as many as are quick, and in two
  /// at least, since one alone has no interval. Where the backbone trains, the features of what it was before cost a
  /// pass of the pictures: little beside any training through it.
  /// - Parameter folds: That there are; 1 for a run with one part to judge.
  func baselineFolds(images: Int, classes: Int, of folds: Int) -> Int {
    if let compares = resampling.comparesBaselines { return compares ? folds : 0 }
    return min(folds, max(2, Self.affordableBaselines / max(1, images * classes)))
  }
}

extension RunConfiguration {
  /// How many views training sees where nobody says so; `nil` for a fresh one each epoch.
  ///
  /// A fresh view costs nothing where pictures pass the whole network in each epoch anyway. A part that is frozen is
  /// passed once a view; where that is the whole backbone, by the picture as it is alone, unless augmentation was
  /// asked for.
  /// - Parameter namesPolicy: Whether the policy was asked for by its name.
  public func usualViews(namesPolicy: Bool) -> Int? {
    if training.mixing.isActive { return nil }
    if augmentation.policy == AugmentationPolicy.none.name { return 1 }
    if backbone.freeze == .nothing || backbone.batchNorm != .frozen { return nil }
    return trainsHeadAlone && !namesPolicy ? 1 : 8
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

  /// As an interrupted run's folder holds it.
  /// - Parameters:
  ///   - command: Whose run it must be.
  ///   - machine: Threads and memory, which change no result, may be others than the run began with.
  /// - Throws: `FileError`, ``WorkbenchError/notARun(path:problem:)`` also for a run that is finished.
  init(resuming folder: RunFolder, command: Command, machine: Machine) throws {
    struct Named: Decodable { let command: String }
    let text = try InputFile.contents(of: folder.file("config.json"))
    // Another command's configuration may be none of these.
    let named = try? JSONDecoder().decode(Named.self, from: Foundation.Data(text))
    guard named == nil || named?.command == command.rawValue else {
      throw WorkbenchError.notARun(
        path: folder.path, problem: "it is a run of graft \(named?.command ?? "")")
    }
    try self.init(file: folder.file("config.json"))
    guard access(folder.file("metrics.json"), F_OK) != 0 else {
      throw WorkbenchError.notARun(path: folder.path, problem: "it is finished")
    }
    if let threads = machine.threads { self.machine.threads = threads }
    if let limit = machine.memoryLimit { self.machine.memoryLimit = limit }
    if let limit = machine.cacheLimit { self.machine.cacheLimit = limit }
    try validate()
  }
}
