import Tensors

/// A named list of operations that make new views of a picture.
///
/// View `k` of item `i` is a pure function of (augmentation seed, `i`, `k`): it can be made alone, in
/// any order, on any thread. View 0 is the picture as it is, which evaluation sees too.
public struct AugmentationPolicy: Codable, Hashable, Sendable {
  public let name: String
  public let description: String
  public let surroundings: Surroundings
  public let operations: [AugmentationOperation]

  /// Each operation of each view has a stream of its own, so that adding one to the end of a policy
  /// leaves the draws of the others as they were. This many fit.
  public static let maximumOperationCount = 1024

  public init(
    name: String, description: String, surroundings: Surroundings = Surroundings(),
    operations: [AugmentationOperation]
  ) {
    precondition(operations.count <= Self.maximumOperationCount, "too many operations")
    self.name = name
    self.description = description
    self.surroundings = surroundings
    self.operations = operations
  }

  /// Draws one view; of view 0 there is nothing to draw.
  /// - Parameters:
  ///   - seed: The augmentation seed, apart from the training seed.
  ///   - item: What identifies the picture, whatever its place in the data set.
  ///   - view: The number of the view.
  public func parameters(seed: UInt64, item: UInt64, view: UInt64) -> ViewParameters {
    guard view > 0 else { return .identity }
    var parameters = ViewParameters(surroundings: surroundings)
    for (index, operation) in operations.enumerated() {
      var stream = RandomStream(
        seed: seed, purpose: .augmentation, item,
        view &* UInt64(Self.maximumOperationCount) &+ UInt64(index))
      operation.draw(&parameters, from: &stream)
    }
    return parameters
  }
}
