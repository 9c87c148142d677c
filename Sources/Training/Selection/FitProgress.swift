/// Where a training stands, beside its tensors: what must be saved with them so that it can go on.
///
/// The tensors are the parameters, their averages and the optimizer's state; ``stepCounts`` belong to the latter.
public struct FitProgress: Codable, Sendable, Equatable {
  /// Steps that have been taken.
  public var step = 0
  /// Steps that each parameter has taken, by name.
  public var stepCounts: [String: Int] = [:]
  public var plateau = PlateauState()
  public var selection = EpochSelection()

  public init() {}
}
