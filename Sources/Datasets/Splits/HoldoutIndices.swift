/// The two sides of a split: positions in ``Dataset/items``, ascending.
public struct HoldoutIndices: Sendable, Equatable {
  public let kept: [Int]
  public let heldOut: [Int]
}
