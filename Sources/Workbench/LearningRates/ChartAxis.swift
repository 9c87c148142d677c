import Foundation

/// Maps values to pixels, and knows where its ticks belong.
struct ChartAxis {
  struct Tick: Equatable {
    let value: Double
    /// `nil` for a tick between those that are named.
    let label: String?
  }

  private let isLogarithmic: Bool
  private let values: ClosedRange<Double>
  private let start: Double
  private let end: Double
  let ticks: [Tick]

  func pixel(of value: Double) -> Double {
    let place = { isLogarithmic ? log10($0) : $0 } as (Double) -> Double
    let (lower, upper) = (place(values.lowerBound), place(values.upperBound))
    return start + (end - start) * (place(value) - lower) / (upper - lower)
  }

  /// An axis on which each power of ten is as long as the next.
  /// - Parameter values: Above 0, not a single value.
  static func logarithmic(_ values: ClosedRange<Double>, from start: Double, to end: Double) -> Self
  {
    let lowest = Int(log10(values.lowerBound).rounded(.down))
    let highest = Int(log10(values.upperBound).rounded(.up))
    let decades = log10(values.upperBound / values.lowerBound)
    // Every power of ten where ten labels do, else every second, third …
    let stride = max(1, Int((decades / 10).rounded(.up)))
    var ticks: [Tick] = []
    for exponent in lowest...highest {
      for digit in 1...9 {
        // By way of text, which gives the number that is nearest to the one meant.
        guard let value = Double("\(digit)e\(exponent)"), values.contains(value) else { continue }
        let isNamed =
          digit == 1 ? exponent % stride == 0 : decades < 2 && (digit == 2 || digit == 5)
        let label = decades < 2 ? Figure.short(value) : power(exponent)
        ticks.append(Tick(value: value, label: isNamed ? label : nil))
      }
    }
    return Self(isLogarithmic: true, values: values, start: start, end: end, ticks: ticks)
  }

  /// An axis with about six ticks at multiples of 1, 2 or 5 times a power of ten.
  /// - Parameter values: Not a single value.
  static func linear(_ values: ClosedRange<Double>, from start: Double, to end: Double) -> Self {
    let rough = (values.upperBound - values.lowerBound) / 6
    let power = pow(10, log10(rough).rounded(.down))
    let step = [1, 2, 5, 10].map { $0 * power }.first { $0 >= rough } ?? 10 * power
    let digits = max(0, Int(-log10(step).rounded(.down)))
    let first = Int((values.lowerBound / step).rounded(.up))
    let last = Int((values.upperBound / step).rounded(.down))
    let ticks = (first...max(first, last)).map { count in
      Tick(
        value: Double(count) * step,
        label: String(format: "%.\(digits)f", Double(count) * step))
    }
    return Self(isLogarithmic: false, values: values, start: start, end: end, ticks: ticks)
  }

  /// For example `10⁻³`.
  private static func power(_ exponent: Int) -> String {
    let digits = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
    let raised = "\(abs(exponent))".compactMap(\.wholeNumberValue).map { String(digits[$0]) }
    return "10" + (exponent < 0 ? "⁻" : "") + raised.joined()
  }
}
