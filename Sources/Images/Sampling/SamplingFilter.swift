import CPixels

/// One axis of a filter for sampling between pixels: the weights of the pixels around each of 256 phases.
struct SamplingFilter {
  private let taps: Int
  private let stride: Int
  private let weights: [Int16]

  /// The most that a filter may be widened; beyond it pictures are reduced first.
  static let widest = 12.0

  /// - Parameter scale: How many of the picture's pixels an output pixel covers; below 1 the kernel keeps its own
  ///   width, above it widens, up to ``widest``.
  init(_ interpolation: Interpolation, scale: Double) {
    let widening = min(max(scale, 1), Self.widest)
    let taps = 2 * Int((interpolation.reach * widening).rounded(.up))
    let multiple = Int(graft_tap_multiple)
    let stride = (taps + multiple - 1) / multiple * multiple
    precondition(taps <= Int(graft_most_taps), "\(taps) taps")
    let phases = Int(graft_phase_count)
    var weights = [Int16](repeating: 0, count: phases * stride)
    var row = [Double](repeating: 0, count: taps)
    for phase in 0..<phases {
      let place = Double(phase) / Double(phases)
      for tap in 0..<taps {
        row[tap] = interpolation.weight(at: (Double(tap - taps / 2 + 1) - place) / widening)
      }
      Self.write(row, into: &weights, at: phase * stride)
    }
    (self.taps, self.stride, self.weights) = (taps, stride, weights)
  }

  /// Rounds weights to multiples of 2⁻¹⁴ that add up to 1; what rounding took or gave goes to the largest.
  private static func write(_ row: [Double], into weights: inout [Int16], at start: Int) {
    let total = row.reduce(0, +)
    let one = Double(1 << Int(graft_sample_bits))
    var left = 1 << Int(graft_sample_bits)
    var largest = 0
    for tap in row.indices {
      let weight = Int((row[tap] / total * one).rounded())
      weights[start + tap] = Int16(weight)
      left -= weight
      if row[tap] > row[largest] { largest = tap }
    }
    weights[start + largest] += Int16(left)
  }

  /// The filter as the loop takes it, valid inside `body` only.
  func withC<Result>(_ body: (graft_filter) -> Result) -> Result {
    weights.withUnsafeBufferPointer {
      // Sound: the array lives until `body` returns and has a row of `stride` weights for each phase.
      body(graft_filter(taps: Int32(taps), stride: Int32(stride), weights: $0.baseAddress))
    }
  }
}
