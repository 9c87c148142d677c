import Evaluation
import Graphs
import Images
import Names
import Training

extension Explanation {
  /// The class that is asked about, by its place among the model's.
  /// - Throws: ``WorkbenchError/invalidSetting(name:allowed:found:)`` for one that the model does not know.
  func label(in labels: [String]) throws -> Int? {
    guard let className else { return nil }
    if let label = labels.firstIndex(of: className) { return label }
    let mostNamed = 20
    throw WorkbenchError.invalidSetting(
      name: "--class",
      allowed: labels.count > mostNamed
        ? "one of the model's \(labels.count) classes, as labels.txt has them"
        : "a class of this model (\(labels.joined(separator: ", ")))",
      found: className
        + (NearestName.of(className, among: labels).map { "; did you mean \($0)?" } ?? ""))
  }

  /// The node whose map Grad-CAM looks at.
  /// - Throws: ``WorkbenchError/invalidSetting(name:allowed:found:)`` for a stage that there is not, or whose end is
  ///   no map.
  func node(in graph: Graph) throws -> Int {
    let explainable = Set(graph.explainableNodes)
    let stages = graph.stages.filter { explainable.contains($0.lastNode) }
    guard let stage else {
      guard let node = graph.lastMap else {
        throw WorkbenchError.invalidSetting(
          name: "--explain", allowed: "occlusion, since no map of this network has two places",
          found: Method.gradcam.rawValue)
      }
      return node
    }
    if let found = stages.first(where: { $0.name == stage }) { return found.lastNode }
    let names = stages.map(\.name)
    throw WorkbenchError.invalidSetting(
      name: "--explain-at",
      allowed: names.isEmpty
        ? "nothing, since this model has no stage that ends in a map"
        : "a stage of this model that ends in a map (\(names.joined(separator: ", ")))",
      found: stage + (NearestName.of(stage, among: names).map { "; did you mean \($0)?" } ?? ""))
  }

  /// The squares that are covered.
  /// - Throws: ``WorkbenchError/invalidSetting(name:allowed:found:)``.
  func grid(over preprocessing: Preprocessing) throws -> OcclusionGrid {
    let side = min(preprocessing.width, preprocessing.height)
    let size = patchPixels ?? max(1, side / 7)
    let stride = stridePixels ?? max(1, size / 2)
    try WorkbenchError.require(
      (1...side).contains(size), "the covered square", "1 to \(side) pixels", "\(size)")
    try WorkbenchError.require(
      (1...size).contains(stride), "the step between squares", "1 to \(size) pixels", "\(stride)")
    return OcclusionGrid(
      height: preprocessing.height, width: preprocessing.width, size: size, stride: stride)
  }
}
