import Images
import Tensors

/// One way in which pictures may differ from those that a model was trained on, at growing strength.
struct RobustnessProbe: Sendable {
  /// What is drawn for a picture beside the strength, the same for every strength and every model.
  struct Draw: Sendable {
    /// −1 or 1.
    let sign: Double
    /// 0 to 1.
    let x, y: Double

    /// - Parameters:
    ///   - item: Names the picture.
    ///   - kind: Operations draw independently of each other.
    init(item: UInt64, kind: OperationKind) {
      let place = OperationKind.allCases.firstIndex(of: kind) ?? 0
      var stream = RandomStream(
        seed: 0, purpose: .augmentation, item, Self.streamIndex &+ UInt64(place))
      sign = stream.nextUniform() < 0.5 ? -1 : 1
      x = Double(stream.nextUniform())
      y = Double(stream.nextUniform())
    }

    /// The second index of the streams, so that they meet none of training's.
    private static let streamIndex: UInt64 = 0x0B57_AC1E << 16
  }

  /// What is done, as a reader calls it; no two are the same.
  let name: String
  let kind: OperationKind
  /// From mild to strong.
  let strengths: [Double]
  /// With the strength, as it follows "blur" or "rotation".
  let words: @Sendable (Double) -> String
  /// The operation's numbers.
  let values: @Sendable (_ strength: Double, _ draw: Draw) -> [Double]

  init(
    _ name: String, _ kind: OperationKind, _ strengths: [Double],
    words: @escaping @Sendable (Double) -> String = { _ in "" },
    values: @escaping @Sendable (_ strength: Double, _ draw: Draw) -> [Double] = { strength, _ in
      [strength]
    }
  ) {
    self.name = name
    self.kind = kind
    self.strengths = strengths
    self.words = words
    self.values = values
  }

  /// - Parameter item: Names the picture.
  func view(_ strength: Double, item: UInt64) -> ViewParameters {
    let draw = Draw(item: item, kind: kind)
    return ViewParameters(kind, values(strength, draw), seed: item)
  }

  /// `blur of 2 pixels`; without numbers the name alone.
  func sentence(_ strength: Double) -> String {
    let words = words(strength)
    return words.isEmpty ? name : "\(name) \(words)"
  }
}
