import CLoops

/// A step of Adam over the elements of a parameter: `g ← ∇ + decay·p`, `m ← β₁·m + (1−β₁)·g`,
/// `v ← β₂·v + (1−β₂)·g²`, `p ← kept·p − rate·(m / (√v + floor))`.
///
/// Every operation is rounded by itself, so that the width of the processor's registers changes no bit.
public struct AdamStep: Sendable {
  /// β₁
  public var firstDecay: Float
  /// β₂
  public var secondDecay: Float
  /// With both corrections of the bias in it.
  public var rate: Float
  /// ε, with the correction of the bias of `√v` in it.
  public var floor: Float
  /// Of the weight in the gradient.
  public var decay: Float = 0
  /// What decoupled decay leaves of the weight.
  public var kept: Float = 1

  public init(firstDecay: Float, secondDecay: Float, rate: Float, floor: Float) {
    self.firstDecay = firstDecay
    self.secondDecay = secondDecay
    self.rate = rate
    self.floor = floor
  }

  /// - Precondition: All have as many elements.
  public func move(
    _ values: UnsafeMutableBufferPointer<Float>, gradient: UnsafeMutableBufferPointer<Float>,
    mean: UnsafeMutableBufferPointer<Float>, square: UnsafeMutableBufferPointer<Float>
  ) {
    move(values, gradient: gradient, mean: mean, square: square, path: Loops.best.path)
  }

  func move(
    _ values: UnsafeMutableBufferPointer<Float>, gradient: UnsafeMutableBufferPointer<Float>,
    mean: UnsafeMutableBufferPointer<Float>, square: UnsafeMutableBufferPointer<Float>,
    path: graft_loop_path
  ) {
    precondition(
      [gradient.count, mean.count, square.count].allSatisfy { $0 == values.count },
      "an element of each for every one")
    guard let first = values.baseAddress, let slopes = gradient.baseAddress,
      let means = mean.baseAddress, let squares = square.baseAddress
    else { return }
    let step = graft_adam(
      first_decay: firstDecay, first_share: 1 - firstDecay, second_decay: secondDecay,
      second_share: 1 - secondDecay, rate: rate, floor: floor, decay: decay, kept: kept)
    // Sound: all are as long as the values, checked above.
    graft_adam(path, step, slopes, first, means, squares, values.count)
  }
}
