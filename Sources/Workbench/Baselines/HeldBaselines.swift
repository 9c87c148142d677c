import Synchronization

/// The baselines' fits of the folds that were asked for last: cross-validations that differ in their heads share them.
final class HeldBaselines: Sendable {
  private struct State {
    var folds: [Baselines.Fold] = []
    var fits: [Baselines.NamedFits] = []
  }

  private let state = Mutex(State())

  /// - Parameter fit: Fits the folds if they are not those that were asked for last.
  /// - Throws: What `fit` throws.
  func fits(
    of folds: [Baselines.Fold], _ fit: () throws -> [Baselines.NamedFits]
  ) throws -> [Baselines.NamedFits] {
    if let held = state.withLock({ $0.folds == folds ? $0.fits : nil }) { return held }
    let fits = try fit()
    state.withLock { $0 = State(folds: folds, fits: fits) }
    return fits
  }
}
