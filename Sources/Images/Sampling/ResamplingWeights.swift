import CPixels

/// What each position of one axis of a resized image is made of, in fixed point.
///
/// The arithmetic is that of Pillow's `Image.resize` for 8-bit images: weights in double precision,
/// normalized to add up to 1, then rounded to multiples of 2⁻²².
struct ResamplingWeights {
  /// The source positions that are read. ``starts`` count from its lower bound.
  let sourceRange: Range<Int>
  /// Weights of each position, padded with zeros.
  private let taps: Int
  private let starts: [Int32]
  /// Each weight is `high · 2¹¹ + low`: halves that 16-bit multiply-adds take.
  private let high: [Int16]
  private let low: [Int16]

  /// - Parameters:
  ///   - box: The part of the source, within `0...sourceCount`, that becomes the target; `nil` for all of it.
  ///   - window: The positions wanted, within `0..<targetCount`, not empty.
  ///   - isAntialiased: Whether the kernel widens where the image shrinks.
  init(
    sourceCount: Int, box: ClosedRange<Double>? = nil, targetCount: Int, window: Range<Int>,
    interpolation: Interpolation, isAntialiased: Bool = true
  ) {
    let box = box ?? 0...Double(sourceCount)
    let kernel = Kernel(
      start: box.lowerBound, scale: (box.upperBound - box.lowerBound) / Double(targetCount),
      sourceCount: sourceCount, interpolation, isAntialiased: isAntialiased)
    let reaches = window.map { kernel.reach(of: $0) }
    let first = reaches.map(\.lowerBound).min() ?? 0
    let end = reaches.map(\.upperBound).max() ?? 0
    let longest = reaches.map(\.count).max() ?? 0
    let multiple = Int(graft_tap_multiple)
    let taps = (longest + multiple - 1) / multiple * multiple
    var starts = [Int32](repeating: 0, count: reaches.count)
    var high = [Int16](repeating: 0, count: reaches.count * taps)
    var low = high
    var weights = [Double](repeating: 0, count: longest)
    for (index, reach) in reaches.enumerated() {
      // Near the end the padding goes in front, so that taps run past the source only where the
      // source is shorter than they are: by less than `multiple` pixels.
      let start = min(reach.lowerBound - first, max(0, end - first - taps))
      starts[index] = Int32(start)
      kernel.weigh(reach, for: window.lowerBound + index, into: &weights)
      let place = index * taps + reach.lowerBound - first - start
      for tap in 0..<reach.count {
        let weight = Self.fixedPoint(weights[tap])
        high[place + tap] = Int16(weight >> Int32(graft_low_weight_bits))
        low[place + tap] = Int16(weight & (1 << Int32(graft_low_weight_bits) - 1))
      }
    }
    sourceRange = first..<end
    (self.taps, self.starts, self.high, self.low) = (taps, starts, high, low)
  }

  /// The weights as the loops take them, valid inside `body` only.
  func withC<Result>(_ body: (graft_weights) -> Result) -> Result {
    starts.withUnsafeBufferPointer { starts in
      high.withUnsafeBufferPointer { high in
        low.withUnsafeBufferPointer { low in
          // Sound: the arrays live until `body` returns and have `count` and `count · taps` elements.
          body(
            graft_weights(
              count: starts.count, taps: taps, starts: starts.baseAddress, high: high.baseAddress,
              low: low.baseAddress))
        }
      }
    }
  }

  /// In units of 2⁻²², halves away from zero.
  private static func fixedPoint(_ weight: Double) -> Int32 {
    let scaled = weight * Double(1 << Int(graft_weight_bits))
    return Int32(scaled < 0 ? scaled - 0.5 : scaled + 0.5)
  }

  /// The interpolation's kernel, widened where the image shrinks.
  private struct Kernel {
    private let start: Double
    private let scale: Double
    private let widening: Double
    private let sourceCount: Int
    private let shape: Interpolation

    init(
      start: Double, scale: Double, sourceCount: Int, _ shape: Interpolation, isAntialiased: Bool
    ) {
      self.start = start
      self.scale = scale
      self.widening = isAntialiased ? max(scale, 1) : 1
      self.sourceCount = sourceCount
      self.shape = shape
    }

    private func center(of position: Int) -> Double { start + (Double(position) + 0.5) * scale }

    /// The source positions that have a say.
    func reach(of position: Int) -> Range<Int> {
      let radius = shape.reach * widening
      let start = max(0, Int(center(of: position) - radius + 0.5))
      return start..<min(sourceCount, Int(center(of: position) + radius + 0.5))
    }

    /// Writes the weights of `reach`, which add up to 1.
    func weigh(_ reach: Range<Int>, for position: Int, into weights: inout [Double]) {
      let center = center(of: position)
      let inverse = 1 / widening
      var total = 0.0
      for tap in 0..<reach.count {
        let weight = shape.weight(at: (Double(reach.lowerBound + tap) - center + 0.5) * inverse)
        weights[tap] = weight
        total += weight
      }
      guard total != 0 else { return }
      for tap in 0..<reach.count { weights[tap] /= total }
    }
  }
}
