/// How far two runs are from each other; each figure is relative.
struct TrainingParityErrors: Decodable, Sendable {
  /// The largest over the steps.
  var loss: Double
  /// The largest difference over the largest logit.
  var logits: Double
  /// The median over the parameters, of the step where it is largest.
  var gradient: Double
  /// The largest over parameters and steps.
  var worstGradient: Double
  /// The median over the parameters.
  var change: Double
  /// The largest over the parameters.
  var worstChange: Double
  /// The largest over the running statistics; `nil` if these stay.
  var worstMovement: Double?

  /// What is allowed however near PyTorch's single precision happens to be: a few times what it loses
  /// over all networks. The variance of a channel whose mean is many times as large, as some of Inception's
  /// are, loses that square's digits.
  static let floors = TrainingParityErrors(
    loss: 1e-6, logits: 3e-6, gradient: 1e-5, worstGradient: 1e-4, change: 1e-4,
    worstChange: 2e-4, worstMovement: 1e-4)

  /// The same for convolutions by Winograd's algorithm, whose errors are ten times those of a plain sum.
  ///
  /// They may put single values on the other side of a kink, which then shows in the gradients of the few
  /// parameters before it, and only there: noise of a relative 1e-6 behind every 3×3 convolution of
  /// PyTorch's and its gradient made up to 0.018 of it, and left all other figures within a factor of 3.
  static let floorsWithWinograd = {
    var floors = Self.floors
    floors.worstGradient = 0.03
    floors.worstChange = 1e-3
    return floors
  }()

  /// What is further off than `factor` times `other`, and than the floor, in words.
  func excess(
    over other: TrainingParityErrors, factor: Double,
    floors: TrainingParityErrors = Self.floors
  ) -> [String] {
    let figures: [(name: String, found: Double?, other: Double?, floor: Double?)] = [
      ("loss", loss, other.loss, floors.loss),
      ("logits", logits, other.logits, floors.logits),
      ("median gradient", gradient, other.gradient, floors.gradient),
      ("worst gradient", worstGradient, other.worstGradient, floors.worstGradient),
      ("median change", change, other.change, floors.change),
      ("worst change", worstChange, other.worstChange, floors.worstChange),
      ("worst movement", worstMovement, other.worstMovement, floors.worstMovement),
    ]
    return figures.compactMap { figure in
      guard let floor = figure.floor, let other = figure.other else {
        return figure.found == nil ? nil : "\(figure.name): something moved that should stay"
      }
      guard let found = figure.found else { return "\(figure.name): nothing moved" }
      let limit = max(factor * other, floor)
      return found <= limit ? nil : "\(figure.name): off by \(found), allowed are \(limit)"
    }
  }
}
