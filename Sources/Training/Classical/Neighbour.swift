/// An item that lies near another.
public struct Neighbour: Equatable, Sendable {
  public let item: Int
  /// The cosine of the angle between both, in `[-1, 1]`; 0 where one is all zeros.
  public let similarity: Float

  public init(item: Int, similarity: Float) {
    self.item = item
    self.similarity = similarity
  }
}
