/// Why a freezing policy cannot be meant, or not for this network.
public enum FreezingProblem: Equatable, Sendable, CustomStringConvertible {
  case unknownPolicy(found: String, nearest: String?)
  case invalidArgument(policy: String, allowed: String, found: String)
  case unknownStage(name: String, nearest: String?, known: [String])
  /// More stages than there are.
  case tooManyStages(found: Int, known: [String])
  case noStages(policy: String)
  /// - Parameter example: A name that there is.
  case nothingMatches(pattern: String, nearest: String?, example: String)
  /// The training ends before anything thaws.
  case thawsTooLate(policy: String, epochs: Int)
  case headEpochsOutOfRange(found: Int, epochs: Int)
  case headEpochsWithoutThaw(policy: String)
  case headEpochsWithGradual(policy: String)
  case learningRateFactorOutOfRange(found: Double)
  case learningRateFactorWithoutThaw(found: Double)

  public var description: String {
    switch self {
    case .unknownPolicy(let found, let nearest):
      "no freezing policy \(found)\(Self.meaning(nearest)); there are "
        + FreezingPolicy.forms.joined(separator: ", ")
    case .invalidArgument(let policy, let allowed, let found):
      "freezing policy \(policy): expected \(allowed), found \(found)"
    case .unknownStage(let name, let nearest, let known):
      "freezing policy until:\(name): no stage \(name)\(Self.meaning(nearest)); this network has "
        + known.joined(separator: ", ")
    case .tooManyStages(let found, let known):
      "freezing policy stages:\(found): expected 1 to \(known.count), since this network has "
        + known.joined(separator: ", ")
    case .noStages(let policy):
      "freezing policy \(policy): this network has no stages; all, none and match:GLOB,... need none"
    case .nothingMatches(let pattern, let nearest, let example):
      "freezing policy match:\(pattern): no parameter of the backbone matches"
        + "\(Self.meaning(nearest)); its names are like \(example), and the head always trains"
    case .thawsTooLate(let policy, let epochs):
      "freezing policy \(policy): nothing thaws within --epochs \(epochs); train for more, or thaw "
        + "sooner"
    case .headEpochsOutOfRange(let found, let epochs):
      "--head-epochs: expected 0 to \(epochs - 1), below --epochs \(epochs), found \(found)"
    case .headEpochsWithoutThaw(let policy):
      "--head-epochs: with --freeze \(policy) the head is alone anyway; thaw something after it, for "
        + "example with --freeze stages:1"
    case .headEpochsWithGradual(let policy):
      "--head-epochs: --freeze \(policy) begins with the head alone by itself; give one of the two"
    case .learningRateFactorOutOfRange(let found):
      "--backbone-lr-factor: expected a number above 0, found \(found)"
    case .learningRateFactorWithoutThaw(let found):
      "--backbone-lr-factor: with --freeze all there is nothing to apply \(found) to; thaw something, "
        + "for example with --freeze stages:1"
    }
  }

  private static func meaning(_ nearest: String?) -> String {
    nearest.map { " (did you mean \($0)?)" } ?? ""
  }
}
