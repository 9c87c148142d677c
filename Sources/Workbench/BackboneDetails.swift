import Backbones
import Files
import Graphs
import Tensors

/// All that is known about one pretrained backbone: what `graft backbones show --json` prints.
public struct BackboneDetails: Encodable, Sendable {
  public struct Stage: Codable, Sendable {
    public let name: String
    /// `[height, width, channels]` or `[features]`.
    public let shape: [Int]
  }

  public let command: String
  public let card: Card
  public let availability: BackboneEntry.Availability
  /// Where the file from the source belongs.
  public let path: String
  /// How it gets there; `nil` if the weights can be used now.
  public let advice: String?
  /// Numbers that training may change, with its own classifier where it has one.
  public let parameters: Int
  /// Multiplications with an addition, for one picture.
  public let multiplyAdds: Int
  /// What a head reads: numbers a picture.
  public let features: Int
  public let stages: [Stage]

  /// - Throws: `BackboneError.unknownCard`.
  public init(named name: String, cache: CacheFolder = .standard()) throws {
    let card = try Pretrained.card(named: name)
    let backbone = try Backbone(
      card.architecture, height: card.preprocessing.height, width: card.preprocessing.width)
    let features = try backbone.features(kind: card.head)
    let graph = card.classes == nil ? features : backbone.graph
    command = "backbones show"
    self.card = card
    availability = BackboneEntry(card, cache: cache).availability
    path = card.path(in: cache)
    advice = card.isHere(in: cache) ? nil : card.advice(cache: cache)
    parameters = graph.trainableParameterCount
    multiplyAdds = graph.multiplyAdds
    self.features = features.outputShape.elementCount
    stages = graph.stages.map {
      Stage(name: $0.name, shape: graph.shapes[$0.lastNode].dimensions)
    }
  }
}
