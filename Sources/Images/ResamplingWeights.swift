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
  ///   - window: The positions wanted, within `0..<targetCount`, not empty.
  init(
    sourceCount: Int, targetCount: Int, window: Range<Int>, interpolation: Interpolation
  ) {
    let kernels = window.map {
      Kernel(at: $0, of: targetCount, from: sourceCount, interpolation)
    }
    let first = kernels.map(\.start).min() ?? 0
    let end = kernels.map { $0.start + $0.weights.count }.max() ?? 0
    let longest = kernels.map(\.weights.count).max() ?? 0
    let multiple = Int(graft_tap_multiple)
    let taps = (longest + multiple - 1) / multiple * multiple
    var starts = [Int32](repeating: 0, count: kernels.count)
    var high = [Int16](repeating: 0, count: kernels.count * taps)
    var low = high
    for (index, kernel) in kernels.enumerated() {
      // Near the end the padding goes in front, so that taps run past the source only where the
      // source is shorter than they are: by less than `multiple` pixels.
      let offset = kernel.start - first
      let start = min(offset, max(0, end - first - taps))
      starts[index] = Int32(start)
      for (tap, weight) in kernel.weights.enumerated() {
        let place = index * taps + offset - start + tap
        high[place] = Int16(weight >> Int32(graft_low_weight_bits))
        low[place] = Int16(weight & (1 << Int32(graft_low_weight_bits) - 1))
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

  /// The weights of one position, in units of 2⁻²².
  private struct Kernel {
    let start: Int
    let weights: [Int32]

    init(at position: Int, of targetCount: Int, from sourceCount: Int, _ shape: Interpolation) {
      let scale = Double(sourceCount) / Double(targetCount)
      let widening = max(scale, 1)
      let reach = shape.reach * widening
      let center = (Double(position) + 0.5) * scale
      start = max(0, Int(center - reach + 0.5))
      let end = min(sourceCount, Int(center + reach + 0.5))
      let inverse = 1 / widening
      let start = start
      let exact = (start..<end).map {
        shape.weight(at: (Double($0) - center + 0.5) * inverse)
      }
      let total = exact.reduce(0, +)
      let one = Double(1 << Int(graft_weight_bits))
      weights = exact.map {
        let weight = (total != 0 ? $0 / total : $0) * one
        return Int32(weight < 0 ? weight - 0.5 : weight + 0.5)
      }
    }
  }
}
