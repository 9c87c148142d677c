import Backbones
import Evaluation
import Files
import Foundation
import Graphs
import Images
import Tensors
import WeightFiles

/// A network that can be used: graph, weights, preprocessing and labels.
///
/// On disk a folder with `model.json`, `model.safetensors` and `labels.txt`.
public struct Model: Sendable {
  /// What `model.json` holds.
  public struct Description: Codable, Sendable {
    static let currentFormat = 1

    public var format = Self.currentFormat
    /// The card or architecture that the network was made from.
    public var backbone: String
    public var labels: [String]
    public var preprocessing: Preprocessing
    public var precision: Precision
    public var microBatch: Int
    public var graph: Graph
    /// What cross-validation said of the recipe that made it.
    public var crossValidation: CrossValidationSummary?
    /// How probabilities become answers; `nil` for the most probable class.
    public var decision: DecisionRule?

    public init(
      backbone: String, labels: [String], preprocessing: Preprocessing, precision: Precision,
      microBatch: Int, graph: Graph
    ) {
      self.backbone = backbone
      self.labels = labels
      self.preprocessing = preprocessing
      self.precision = precision
      self.microBatch = microBatch
      self.graph = graph
    }
  }

  public var description: Description
  public var parameters: [String: Tensor]

  public init(description: Description, parameters: [String: Tensor]) {
    self.description = description
    self.parameters = parameters
  }

  static let descriptionFile = "model.json"
  static let weightsFile = "model.safetensors"
  static let labelsFile = "labels.txt"
}

extension Model {
  /// Opens what the user called MODEL: a folder, or the name of a pretrained backbone.
  /// - Throws: ``WorkbenchError/notAModel(path:problem:)`` and what reading throws.
  public init(named name: String, cache: CacheFolder) throws {
    if FileManager.default.fileExists(atPath: name) {
      try self.init(folder: name)
    } else if name.contains("/") {
      throw FileError.missing(path: name)
    } else {
      try self.init(card: Pretrained.card(named: name), cache: cache)
    }
  }

  /// A published classifier with its own classes.
  init(card: Card, cache: CacheFolder) throws {
    guard let labels = try Pretrained.classNames(of: card) else {
      throw WorkbenchError.notAModel(
        path: card.name, problem: "its file holds no classifier, only a backbone to train a head on"
      )
    }
    let graph = try Backbone(
      card.architecture, height: card.preprocessing.height, width: card.preprocessing.width
    ).graph
    self.init(
      description: Description(
        backbone: card.name, labels: labels, preprocessing: card.preprocessing,
        precision: .float32, microBatch: MicroBatch.recommended(for: graph, precision: .float32),
        graph: graph),
      parameters: try BackboneWeights.load(card, from: cache, into: graph))
  }

  init(folder: String) throws {
    let path = folder + "/" + Self.descriptionFile
    let description: Description
    do {
      description = try JSONDecoder().decode(
        Description.self, from: Foundation.Data(InputFile.contents(of: path)))
    } catch let error as DecodingError {
      throw WorkbenchError.notAModel(path: path, problem: "\(error.plainSentence)")
    } catch FileError.missing {
      throw WorkbenchError.notAModel(path: folder, problem: "it has no \(Self.descriptionFile)")
    }
    guard description.format == Description.currentFormat else {
      throw WorkbenchError.notAModel(
        path: path, problem: "format \(description.format) is not \(Description.currentFormat)")
    }
    let input = description.graph.input
    guard description.graph.outputShape == [description.labels.count],
      input.height == description.preprocessing.height,
      input.width == description.preprocessing.width, input.channels == 3,
      (1...4096).contains(description.microBatch),
      description.decision?.isValid(classCount: description.labels.count) ?? true
    else {
      throw WorkbenchError.notAModel(
        path: path,
        problem: "graph, labels, preprocessing, micro-batch and decision do not fit each other")
    }
    try description.preprocessing.validate()
    let weightsPath = folder + "/" + Self.weightsFile
    var expected: [String: Shape] = [:]
    for parameter in description.graph.parameters { expected[parameter.name] = parameter.shape }
    let parameters = try WeightMatching.match(
      Safetensors.read(path: weightsPath).tensors, expected: expected, path: weightsPath)
    self.init(description: description, parameters: parameters)
  }

  /// Writes the three files, each whole or not at all, the description last.
  /// - Throws: `FileError.cannotWrite`.
  func write(to folder: String) throws {
    try Safetensors.write(parameters, to: folder + "/" + Self.weightsFile)
    try AtomicFile.write(
      description.labels.map { $0 + "\n" }.joined(), to: folder + "/" + Self.labelsFile)
    try JSONFile.write(description, to: folder + "/" + Self.descriptionFile)
  }
}

extension DecodingError {
  /// Which key, and what is wrong with it.
  var plainSentence: String {
    let context: Context
    switch self {
    case .keyNotFound(let key, let found):
      let place = (found.codingPath + [key]).map(\.stringValue).joined(separator: ".")
      return "\(place): missing"
    case .typeMismatch(_, let found), .valueNotFound(_, let found), .dataCorrupted(let found):
      context = found
    @unknown default:
      return "\(self)"
    }
    let place = context.codingPath.map(\.stringValue).joined(separator: ".")
    return (place.isEmpty ? "" : place + ": ") + context.debugDescription
  }
}
