import Backbones
import Files
import Graphs
import Images
import Tensors
import WeightFiles

/// A backbone with weights, and what it expects of pictures, as the configuration asks for it.
struct Network: Sendable {
  /// The card's, architecture's or file's name.
  let name: String
  let backbone: Backbone
  let preprocessing: Preprocessing
  let headKind: Head.Kind
  private let weights: Weights
  private let architecture: Architecture

  private enum Weights: Sendable {
    case card(Card)
    case file(path: String)
    case tensors([String: Tensor], path: String)
    case random
  }

  /// - Throws: `BackboneError` for unknown names, with the nearest; what reading a file throws.
  init(_ settings: RunConfiguration.BackboneSettings) throws {
    let source = try Self.source(of: settings)
    var preprocessing =
      source.card?.preprocessing ?? Self.standardPreprocessing(source.architecture)
    if let size = settings.imageSize { (preprocessing.width, preprocessing.height) = (size, size) }
    if let fraction = settings.cropFraction { preprocessing.cropFraction = fraction }
    if let interpolation = settings.interpolation { preprocessing.interpolation = interpolation }
    if let decode = settings.decode { preprocessing.decode = decode }
    try preprocessing.validate()
    self.preprocessing = preprocessing
    name = source.name
    architecture = source.architecture
    weights = source.weights
    headKind = source.card?.head ?? .linear
    backbone = try Backbone(
      source.architecture, height: preprocessing.height, width: preprocessing.width)
  }

  /// The backbone with a head for so many classes.
  func grafted(_ settings: RunConfiguration.HeadSettings, classes: Int) throws(GraphError) -> Graph
  {
    try backbone.grafted(
      head: Head(
        kind: settings.kind ?? headKind, hidden: settings.hidden, dropout: settings.dropout,
        hasNorm: settings.hasNorm, classes: classes))
  }

  /// The network as it is trained: with stochastic depth, where it is asked for.
  /// - Throws: ``WorkbenchError/invalidSetting(name:allowed:found:)`` for a backbone that has none.
  func trained(_ graph: Graph, stochasticDepth rate: Double) throws -> Graph {
    guard rate > 0 else { return graph }
    guard architecture.hasStochasticDepth else {
      throw WorkbenchError.invalidSetting(
        name: "--stochastic-depth", allowed: "0 for \(architecture.rawValue), which has none",
        found: "\(rate)")
    }
    return try graph.withStochasticDepth(rate)
  }

  /// The weights of the given network, which begins with this backbone.
  func parameters(of graph: Graph, cache: CacheFolder, seed: UInt64) throws -> [String: Tensor] {
    switch weights {
    case .card(let card):
      return try BackboneWeights.load(card, from: cache, into: graph)
    case .file(let path):
      return try BackboneWeights.load(path: path, architecture: architecture, into: graph)
    case .tensors(let tensors, let path):
      return try BackboneWeights.fitted(
        tensors, keys: .detected(in: tensors.keys), architecture: architecture, to: graph,
        path: path)
    case .random:
      let own = graph.nodes.indices.filter { !graph.nodes[$0].name.hasPrefix(Head.prefix) }
      return try graph.initialParameters(ofNodes: own, seed: seed)
    }
  }

  private struct Source {
    let name: String
    let architecture: Architecture
    let card: Card?
    let weights: Weights
  }

  private static func source(of settings: RunConfiguration.BackboneSettings) throws -> Source {
    let cards = try Pretrained.cards()
    if let card = cards.first(where: { $0.name == settings.name }) {
      return Source(
        name: card.name, architecture: card.architecture, card: card,
        weights: try weights(settings.weights, card: card, architecture: card.architecture))
    }
    if let architecture = try? Architecture(named: settings.name) {
      // Preprocessing as the architecture's first card has it.
      let card = cards.first { $0.architecture == architecture }
      return Source(
        name: architecture.rawValue, architecture: architecture, card: card,
        weights: try weights(settings.weights, card: card, architecture: architecture))
    }
    guard settings.name.contains("/") || settings.name.contains("."),
      let contents = try Self.contents(ofFile: settings.name)
    else {
      _ = try Pretrained.card(named: settings.name)
      throw BackboneError.unknownCard(name: settings.name, nearest: nil)
    }
    let architecture = try recognize(contents, path: settings.name)
    return Source(
      name: architecture.rawValue, architecture: architecture,
      card: cards.first { $0.architecture == architecture },
      weights: .tensors(contents.tensors, path: settings.name))
  }

  private static func weights(
    _ name: String?, card: Card?, architecture: Architecture
  ) throws -> Weights {
    guard let name else {
      guard let card else {
        throw WorkbenchError.invalidSetting(
          name: "--weights",
          allowed: "a file, or none for random weights, since "
            + "\(architecture.rawValue) has no published weights here", found: "nothing")
      }
      return .card(card)
    }
    if name == "none" { return .random }
    if let other = try Pretrained.cards().first(where: { $0.name == name }) {
      guard other.architecture == architecture else {
        throw WorkbenchError.invalidSetting(
          name: "--weights", allowed: "weights of \(architecture.rawValue)",
          found: "\(name), which are \(other.architecture.rawValue)'s")
      }
      return .card(other)
    }
    return .file(path: name)
  }

  private static func contents(ofFile path: String) throws -> WeightFileContents? {
    do { return try WeightFile.read(path: path) } catch FileError.missing where !path.contains("/")
    {
      return nil
    }
  }

  /// The architecture whose parameters a file holds; `nil` if there is none.
  static func architecture(of contents: WeightFileContents, path: String) -> Architecture? {
    Architecture.allCases.first { architecture in
      guard let graph = try? Backbone(architecture).features(kind: .pool) else { return false }
      let fitted = try? BackboneWeights.fitted(
        contents.tensors, keys: .detected(in: contents.tensors.keys), architecture: architecture,
        to: graph, path: path)
      return fitted != nil
    }
  }

  private static func recognize(
    _ contents: WeightFileContents, path: String
  ) throws -> Architecture {
    if let architecture = architecture(of: contents, path: path) { return architecture }
    throw WorkbenchError.notAModel(
      path: path,
      problem: "its \(contents.tensors.count) tensors are of no network that Graft knows "
        + "(\(Architecture.allCases.map(\.rawValue).joined(separator: ", "))); name the network with "
        + "--backbone and give the file with --weights to see what differs")
  }

  /// What torchvision's classifiers were trained with.
  private static func standardPreprocessing(_ architecture: Architecture) -> Preprocessing {
    Preprocessing(
      width: architecture.inputSize, height: architecture.inputSize, cropFraction: 0.875,
      interpolation: .bilinear, channelOrder: .rgb, pixelRange: .unit,
      mean: [0.485, 0.456, 0.406], standardDeviation: [0.229, 0.224, 0.225])
  }
}
