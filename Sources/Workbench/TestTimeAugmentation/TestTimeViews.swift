import Datasets
import Images

/// The views of a picture over which a model's probabilities are averaged.
public enum TestTimeViews: Sendable, Equatable {
  /// The picture as it is, and its mirror image.
  case flip
  /// So many, the first being the picture as it is, the others of the policy `standard`: the same ones for every
  /// picture.
  case views(Int)

  /// - Parameter text: `flip`, or a number of views, 1 or more.
  public init?(_ text: String) {
    if text == "flip" {
      self = .flip
    } else if let count = Int(text), Self.counts.contains(count) {
      self = .views(count)
    } else {
      return nil
    }
  }

  /// How many views make sense.
  static let counts = 1...1000

  /// As the flag says it.
  public var name: String {
    switch self {
    case .flip: "flip"
    case .views(let count): "\(count)"
    }
  }

  /// How often each picture passes the network.
  public var count: Int {
    switch self {
    case .flip: 2
    case .views(let count): count
    }
  }

  /// What the further views come from.
  private static let policy = "standard"

  /// - Parameters:
  ///   - classes: Of the model: where they differ by side, nothing is mirrored.
  ///   - reporter: Is told what is left out.
  /// - Returns: ``count`` views, the first of the picture as it is.
  /// - Throws: ``WorkbenchError/invalidSetting(name:allowed:found:)`` for a number of views out of range, and for
  ///   ``flip`` where classes differ by side.
  func parameters(
    for classes: [String], _ reporter: any Reporter
  ) throws -> [ViewParameters] {
    switch self {
    case .flip:
      let (_, leftOut) = try AugmentationPolicy.named("flip").keepingSides(of: classes)
      try WorkbenchError.require(
        leftOut.isEmpty, "--tta", "a number of views where classes differ by side",
        "flip, with the classes \(leftOut.first?.classes.joined(separator: " and ") ?? "")")
      return [.identity, ViewParameters(operations: [DrawnOperation(.horizontalFlip)])]
    case .views(let count):
      try WorkbenchError.require(
        Self.counts.contains(count), "--tta", "flip, or 1 to \(Self.counts.upperBound) views",
        "\(count)")
      guard count > 1 else { return [.identity] }
      let policy = try AugmentationPolicy.chosen(Self.policy, for: classes, reporter)
      return (0..<count).map { policy.parameters(seed: 0, item: 0, view: UInt64($0)) }
    }
  }
}
