import Backbones
import Foundation
import Graphs

/// What can be said of a model's cost without running it.
public struct ModelCost: Codable, Sendable {
  /// A part of the network.
  public struct Part: Codable, Sendable {
    /// Weights and biases, no running statistics.
    public let parameters: Int
    /// Multiplications with an addition that one picture costs in convolutions and linear layers.
    public let multiplyAdds: Int
  }

  /// In which it is run, unless it is told otherwise.
  public let precision: Precision
  /// `[height, width]` of a picture, in pixels.
  public let imageSize: [Int]
  public let network: Part
  /// Behind the backbone's features; `nil` for a published classifier, which was grafted nothing.
  @ExplicitNull public private(set) var head: Part?
  /// Elements of the features that the head reads.
  @ExplicitNull public private(set) var featureCount: Int?
  /// Of the model's files: weights, description and labels; `nil` for a model without a folder.
  @ExplicitNull public private(set) var diskBytes: Int?

  /// - Parameter folder: Where the model lies; `nil` if it lies nowhere.
  init(of description: Model.Description, folder: String?) {
    let graph = description.graph
    precision = description.precision
    imageSize = [graph.input.height, graph.input.width]
    network = Self.part(of: graph, graph.nodes.indices)
    let features = Head.featuresNode(in: graph)
    head = features.map { Self.part(of: graph, $0 + 1..<graph.nodes.count) }
    featureCount = features.map { graph.shapes[$0].elementCount }
    diskBytes = folder.flatMap(Self.byteCount)
  }

  private static func part(of graph: Graph, _ nodes: Range<Int>) -> Part {
    Part(
      parameters: nodes.reduce(0) {
        $0 + graph.parameters(ofNode: $1).filter(\.role.isTrainable).elementCount
      },
      multiplyAdds: nodes.reduce(0) { $0 + graph.multiplyAdds(ofNode: $1) })
  }

  private static func byteCount(ofModelIn folder: String) -> Int? {
    let sizes = [Model.weightsFile, Model.descriptionFile, Model.labelsFile].map { name in
      (try? FileManager.default.attributesOfItem(atPath: folder + "/" + name))?[.size] as? Int
    }
    // Half a model has no size.
    guard !sizes.contains(nil) else { return nil }
    return sizes.compactMap { $0 }.reduce(0, +)
  }
}
