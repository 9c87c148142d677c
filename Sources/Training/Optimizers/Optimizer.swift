/// A rule that moves parameters against their gradients.
///
/// Stateless itself: what it remembers of a parameter lives in buffers that others keep and save. A rule is
/// elementwise, so several workers may each move a range of one parameter, and the bits are the same.
///
/// The loops become vector instructions. A root is taken of a square's magnitude for that: it is the square itself,
/// but the compiler then knows that `sqrtf` has no error to report, and makes no call of it.
public protocol Optimizer: Sendable {
  /// What is remembered for each element of a parameter, zero at first, for example `mean`.
  var slotNames: [String] { get }

  /// Moves one parameter, or a part of it.
  /// - Parameters:
  ///   - gradient: Of as many elements as the parameter.
  ///   - slots: A buffer of that size for each of ``slotNames``.
  ///   - weightDecay: Zero for parameters that are not decayed.
  ///   - step: Counts the parameter's own steps from 1.
  func update(
    _ parameter: UnsafeMutableBufferPointer<Float>, gradient: UnsafeMutableBufferPointer<Float>,
    slots: [UnsafeMutableBufferPointer<Float>], learningRate: Float, weightDecay: Float, step: Int)
}

extension Optimizer {
  public var slotCount: Int { slotNames.count }
}
