extension AugmentationPolicy {
  /// An operation that was left out, and the two classes that it would have mistaken for each other.
  public struct LeftOut: Hashable, Sendable {
    public let operation: OperationKind
    public let classes: [String]
  }

  /// The policy without what would turn one class into another.
  ///
  /// Two classes differ by side if one's name becomes the other's when words for sides are exchanged: `left turn`
  /// and `right turn`, `Upper-jaw` and `lower-jaw`. Where left and right differ, nothing is mirrored; where up and
  /// down do, nothing is put upside down; in either case nothing is turned by 90° or more.
  public func keepingSides(of classes: [String]) -> (policy: AugmentationPolicy, leftOut: [LeftOut])
  {
    let horizontal = Side.horizontal.pair(among: classes)
    let vertical = Side.vertical.pair(among: classes)
    var leftOut: [LeftOut] = []
    let kept = operations.filter { operation in
      let pair: [String]? =
        switch operation.kind {
        case .horizontalFlip: horizontal
        case .verticalFlip: vertical
        case .quarterTurn: horizontal ?? vertical
        case .rotate where operation.ranges.contains { max(abs($0.from), abs($0.to)) >= 90 }:
          horizontal ?? vertical
        default: nil
        }
      if let pair { leftOut.append(LeftOut(operation: operation.kind, classes: pair)) }
      return pair == nil
    }
    guard !leftOut.isEmpty else { return (self, []) }
    return (
      AugmentationPolicy(
        name: name, description: description, surroundings: surroundings, operations: kept),
      leftOut
    )
  }

  private enum Side {
    case horizontal, vertical

    private var opposites: [String: String] {
      switch self {
      case .horizontal:
        ["left": "right", "right": "left", "l": "r", "r": "l"]
      case .vertical:
        [
          "up": "down", "down": "up", "upper": "lower", "lower": "upper", "top": "bottom",
          "bottom": "top", "upward": "downward", "downward": "upward",
        ]
      }
    }

    /// The first two classes that this side tells apart.
    func pair(among classes: [String]) -> [String]? {
      var byWords: [[String]: String] = [:]
      for name in classes { byWords[words(name)] = name }
      for name in classes {
        let own = words(name)
        let other = own.map { opposites[$0] ?? $0 }
        if other != own, let match = byWords[other] { return [name, match] }
      }
      return nil
    }

    private func words(_ name: String) -> [String] {
      name.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }
  }
}
