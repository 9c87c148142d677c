import Files
import Graphs
import Tensors
import WeightFiles

/// Brings the tensors of a file under the names of a network.
public enum BackboneWeights {
  /// The card's weights for `graph`: its architecture itself, or one with a head.
  /// - Returns: `float32` tensors by parameter name. A head's are among them only if the file has
  ///   any.
  /// - Throws: What ``Card/contents(in:)`` and ``fitted(_:keys:architecture:to:path:)`` throw.
  public static func load(_ card: Card, from cache: CacheFolder, into graph: Graph) throws
    -> [String: Tensor]
  {
    let contents = try card.contents(in: cache)
    return try fitted(
      contents.tensors, keys: card.keys, architecture: card.architecture, to: graph,
      path: card.embedded?.file ?? card.path(in: cache))
  }

  /// The weights in a file of the user's, in any format that `WeightFile` reads.
  /// - Parameters:
  ///   - keys: `nil` to tell from the names.
  ///   - architecture: Of which the file may hold the classifier that a head has replaced.
  public static func load(
    path: String, keys: KeyMapping? = nil, architecture: Architecture?, into graph: Graph
  ) throws -> [String: Tensor] {
    let contents = try WeightFile.read(path: path)
    return try fitted(
      contents.tensors, keys: keys ?? .detected(in: contents.tensors.keys),
      architecture: architecture, to: graph, path: path)
  }

  /// - Parameters:
  ///   - tensors: By their names in the file.
  ///   - path: What messages call the file.
  /// - Throws: `WeightMismatch` with every tensor that is missing, not expected or of another
  ///   shape. Passed over are the tensors of the classifier that a head replaced, of training's
  ///   auxiliary classifier, and the counters of training steps.
  public static func fitted(
    _ tensors: [String: Tensor], keys: KeyMapping, architecture: Architecture?, to graph: Graph,
    path: String
  ) throws -> [String: Tensor] {
    var expected: [String: Shape] = [:]
    for parameter in graph.parameters { expected[parameter.name] = parameter.shape }
    if !tensors.keys.contains(where: { $0.hasPrefix(Head.prefix) }) {
      expected = expected.filter { !$0.key.hasPrefix(Head.prefix) }
    }
    let replaced = Set(try architecture?.graph().parameters.map(\.name) ?? [])
    var renamed: [String: Tensor] = [:]
    for (key, tensor) in tensors {
      guard case .parameter(let name, let axes) = keys.mapped(key),
        expected[name] != nil || !replaced.contains(name)
      else { continue }
      guard let axes, axes.count == tensor.shape.rank else {
        renamed[name] = tensor
        continue
      }
      renamed[name] = try tensor.converted(to: .float32).permuted(axes)
    }
    return try WeightMatching.match(renamed, expected: expected, path: path)
      .mapValues { try $0.converted(to: .float32) }
  }
}
