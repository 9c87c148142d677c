import Glibc

/// How the learning rate changes over a training, as a factor of its base.
public enum Schedule: String, Codable, Sendable, CaseIterable {
  case constant
  /// `½·(1 + cos(π·t))`: from 1 at the first step towards 0 at the end.
  /// - Source: Loshchilov and Hutter, "SGDR", arXiv:1608.03983, equation 5 without restarts.
  case cosine

  /// - Parameter progress: The share of all steps that lie behind, `0..<1`.
  public func factor(at progress: Double) -> Double {
    switch self {
    case .constant: 1
    case .cosine: (1 + cos(.pi * progress)) / 2
    }
  }
}
