/// Which statistics a batch norm normalizes with in training.
///
/// γ and β follow the freezing policy in every case.
public enum NormStatistics: String, Sendable, Hashable, CaseIterable {
  /// The running ones, which never change.
  case running
  /// The running ones, which then move towards the batch's.
  case adapting
  /// The batch's own, combined over its micro-batches; the running ones move towards them.
  case batch
}
