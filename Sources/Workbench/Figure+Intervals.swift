/// Intervals as people read them.
///
/// An interval by the t distribution knows nothing of where a share ends: with few folds that differ much it reaches
/// beyond 0 or 100 %. It is shown up to there and says so, since nobody takes 104 % for anything but a mistake; JSON
/// and CSV have the bounds as they were computed, which is what further computation needs.
extension Figure {
  /// For example `81.0 % to 97.3 %`, or `88.2 % to 100.0 %, cut off`.
  /// - Parameters:
  ///   - limits: Between which such a figure lies.
  ///   - figure: How a bound is written.
  public static func interval(
    _ low: Double, _ high: Double, within limits: ClosedRange<Double> = 0...1,
    _ figure: (Double) -> String = percent
  ) -> String {
    let shown = [low, high].map { figure(cut($0, to: limits)) }
    let isCut = shown != [low, high].map(figure)
    return shown.joined(separator: " to ") + (isCut ? ", cut off" : "")
  }

  /// What is shown of a bound.
  static func cut(_ bound: Double, to limits: ClosedRange<Double> = 0...1) -> Double {
    min(max(bound, limits.lowerBound), limits.upperBound)
  }

  /// To be said once where an interval of a share is cut off; `nil` where none is.
  public static func cutOffSentence(_ intervals: [[Double]?]) -> String? {
    intervals.contains { bounds in bounds.map { interval($0[0], $0[1]).hasSuffix("off") } ?? false }
      ? "an interval is shown up to 0 or 100 % (cut off) where few folds let it reach beyond; metrics.json has it as computed"
      : nil
  }
}
