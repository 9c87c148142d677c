import Tensors

/// Who is told of a fit while it runs.
public struct FitObserver {
  /// What an epoch gave, whether it is the best so far, and the parameters that are kept of it: their averages
  /// where the configuration asks for them.
  public var afterEpoch:
    (EpochRecord, _ isBest: Bool, _ parameters: () throws -> [String: Tensor]) throws -> Void
  /// Handed everything that a resumption needs, after each epoch and when a fit is cancelled.
  public var save: ((_ checkpoint: () throws -> Checkpoint, _ isBest: Bool) throws -> Void)?
  /// Steps of the epoch that have been taken.
  public var afterStep: (_ epoch: Int, _ step: Int, _ steps: Int) -> Void

  public init(
    afterEpoch:
      @escaping (
        EpochRecord, _ isBest: Bool, _ parameters: () throws -> [String: Tensor]
      ) throws -> Void = { _, _, _ in },
    save: ((_ checkpoint: () throws -> Checkpoint, _ isBest: Bool) throws -> Void)? = nil,
    afterStep: @escaping (_ epoch: Int, _ step: Int, _ steps: Int) -> Void = { _, _, _ in }
  ) {
    self.afterEpoch = afterEpoch
    self.save = save
    self.afterStep = afterStep
  }
}
