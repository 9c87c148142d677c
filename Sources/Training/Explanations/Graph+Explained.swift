import Graphs

extension Graph {
  /// Nodes, ascending, whose values are maps of more than one place that everything after them depends on alone:
  /// where Grad-CAM may look.
  public var explainableNodes: [Int] {
    singleTensorCuts.filter { node in
      node > 0 && shapes[node].rank == 3 && shapes[node][0] * shapes[node][1] > 1
    }
  }

  /// Where Grad-CAM looks if nobody says otherwise: the last map before it is pooled for the classifier; `nil` in a
  /// network whose maps have one place.
  public var lastMap: Int? {
    explainableNodes.last { node in
      switch nodes[node].operation.kind {
      case .pooling, .adaptiveAveragePooling, .dropout: false
      default: true
      }
    }
  }
}
