import Glibc
import Tensors

/// A range that a number is drawn from, and how.
public struct ValueRange: Hashable, Sendable, Codable {
  public enum Distribution: String, Hashable, Sendable, Codable, CaseIterable {
    /// Every value alike.
    case uniform
    /// Every factor alike: as often halved as doubled. For ranges above 0.
    case logUniform = "log_uniform"
    /// A bell around the middle; the ends are two standard deviations away, and what falls beyond stands at them.
    case normal
  }

  public let from: Double
  public let to: Double
  public let distribution: Distribution

  public init(_ range: ClosedRange<Double>, _ distribution: Distribution = .uniform) {
    from = range.lowerBound
    to = range.upperBound
    self.distribution = distribution
  }

  /// - Parameters:
  ///   - from, to: In any order: who takes the range checks them.
  init(unchecked from: Double, _ to: Double, _ distribution: Distribution) {
    self.from = from
    self.to = to
    self.distribution = distribution
  }

  /// Always this value.
  public init(_ value: Double) { self.init(value...value) }

  /// - Parameter isWhole: Whether every whole number of the range is as likely as every other.
  func draw(isWhole: Bool, from stream: inout RandomStream) -> Double {
    if isWhole {
      let count = Int(to - from) + 1
      return from + Double(min(Int(stream.nextFraction() * Double(count)), count - 1))
    }
    switch distribution {
    case .uniform: return from + stream.nextFraction() * (to - from)
    case .logUniform: return exp(log(from) + stream.nextFraction() * (log(to) - log(from)))
    case .normal:
      let value = (from + to) / 2 + (to - from) / 4 * Double(stream.nextNormal())
      return min(max(value, from), to)
    }
  }
}

extension RandomStream {
  /// Uniform in `[0, 1)`, a multiple of 2⁻³².
  mutating func nextFraction() -> Double { Double(nextWord()) * 0x1p-32 }
}
