/// Which optimizer, with its constants.
public struct OptimizerConfiguration: Codable, Sendable, Hashable {
  public enum Name: String, Codable, Sendable, CaseIterable {
    case sgd
    case momentum
    case nesterov
    case adagrad
    case rmsprop
    case adam
    case adamw
  }

  /// The decay of Adam's running means.
  public struct Betas: Codable, Sendable, Hashable, CustomStringConvertible {
    public var first: Double
    public var second: Double

    public var description: String { "\(first),\(second)" }

    public init(first: Double = 0.9, second: Double = 0.999) {
      self.first = first
      self.second = second
    }
  }

  public var name: Name
  public var learningRate: Double
  /// `nil` for optimizers that have none.
  public var momentum: Double?
  /// `nil` for optimizers that have none.
  public var betas: Betas?
  /// What keeps a divisor from 0; `nil` for optimizers that do not divide.
  public var epsilon: Double?
  /// L2: in the gradient for all but `adamw`, which decays apart from it.
  public var weightDecay: Double
  /// L1: each step moves a weight towards 0 by the learning rate times this.
  public var l1: Double

  /// What is `nil` becomes the optimizer's default, which is PyTorch's: momentum 0 of `sgd` and `rmsprop`, 0.9
  /// of `momentum` and `nesterov`; betas 0.9 and 0.999; epsilon 1e-8, 1e-10 of `adagrad`; weight decay 0.01 of
  /// `adamw`, 0 of the others.
  public init(
    name: Name = .adamw, learningRate: Double = 1e-3, momentum: Double? = nil,
    betas: Betas? = nil, epsilon: Double? = nil, weightDecay: Double? = nil, l1: Double = 0
  ) {
    self.name = name
    self.learningRate = learningRate
    self.momentum = momentum ?? name.momentum
    self.betas = betas ?? name.betas
    self.epsilon = epsilon ?? name.epsilon
    self.weightDecay = weightDecay ?? (name == .adamw ? 0.01 : 0)
    self.l1 = l1
  }

  /// The rule itself.
  /// - Precondition: ``validate()`` does not throw.
  public var optimizer: any Optimizer {
    let momentum = Float(momentum ?? 0)
    let (first, second) = (Float(betas?.first ?? 0), Float(betas?.second ?? 0))
    let epsilon = Float(epsilon ?? 0)
    return switch name {
    case .sgd where momentum == 0: StochasticGradientDescent()
    case .sgd, .momentum: Momentum(momentum: momentum)
    case .nesterov: Nesterov(momentum: momentum)
    case .adagrad: Adagrad(epsilon: epsilon)
    case .rmsprop: RMSProp(momentum: momentum, epsilon: epsilon)
    case .adam: Adam(firstDecay: first, secondDecay: second, epsilon: epsilon)
    case .adamw: AdamW(firstDecay: first, secondDecay: second, epsilon: epsilon)
    }
  }
}

extension OptimizerConfiguration.Name {
  /// The default; `nil` where there is no such constant.
  fileprivate var momentum: Double? {
    switch self {
    case .sgd, .rmsprop: 0
    case .momentum, .nesterov: 0.9
    case .adagrad, .adam, .adamw: nil
    }
  }

  fileprivate var betas: OptimizerConfiguration.Betas? {
    switch self {
    case .adam, .adamw: .init()
    case .sgd, .momentum, .nesterov, .adagrad, .rmsprop: nil
    }
  }

  fileprivate var epsilon: Double? {
    switch self {
    case .rmsprop, .adam, .adamw: 1e-8
    case .adagrad: 1e-10
    case .sgd, .momentum, .nesterov: nil
    }
  }
}

extension OptimizerConfiguration {
  /// - Throws: ``TrainingError/invalidSetting(name:allowed:found:)``.
  public func validate() throws(TrainingError) {
    let require = TrainingError.require
    try require(
      learningRate > 0 && learningRate.isFinite, "--lr", "above 0", "\(learningRate)")
    try validate(momentum, default: name.momentum, flag: "--momentum", have: \.momentum)
    try validate(betas, default: name.betas, flag: "--betas", have: \.betas)
    try validate(epsilon, default: name.epsilon, flag: "--epsilon", have: \.epsilon)
    let momentum = momentum ?? 0
    try require((0..<1).contains(momentum), "--momentum", "0..<1", "\(momentum)")
    let betas = betas ?? .init()
    try require(
      (0..<1).contains(betas.first) && (0..<1).contains(betas.second), "--betas",
      "two numbers of 0..<1", "\(betas)")
    // A divisor of 0 is possible without it, and one below single precision's smallest is none.
    let epsilon = epsilon ?? 1
    try require(
      epsilon >= 1e-37 && epsilon.isFinite, "--epsilon", "above 1e-37", "\(epsilon)")
    try require(
      weightDecay >= 0 && weightDecay.isFinite, "--weight-decay", "at least 0", "\(weightDecay)")
    try require(l1 >= 0 && l1.isFinite, "--l1", "at least 0", "\(l1)")
  }

  /// A constant stands with the optimizers that have it, and with no other.
  private func validate<Value>(
    _ value: Value?, default: Value?, flag: String, have constant: (Name) -> Value?
  ) throws(TrainingError) {
    let names = Name.allCases.filter { constant($0) != nil }.map(\.rawValue)
    try TrainingError.require(
      (value == nil) == (`default` == nil), flag,
      "\(value == nil ? "a value" : "none") with \(name.rawValue) (of \(names.joined(separator: ", ")))",
      value.map { "\($0)" } ?? "none")
  }
}
