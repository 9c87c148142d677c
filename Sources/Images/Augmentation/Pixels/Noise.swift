import CPixels
import Glibc
import Tensors

extension OperationRule {
  /// A normal random number added to every byte, each channel by itself.
  static let noise = OperationRule(
    [OperationParameter("sigma", .levels, 0...128, neutral: 0)], isNoisy: true,
    .pixels { values, seed, canvas throws(ImageError) in
      guard values[0] > 0 else { return }
      let count = canvas.pixelCount * Image.channelCount
      let numbers = Normals.draw(count, seed: seed)
      graft_add_noise(canvas.path.selector, canvas.pixels(), numbers, count, Float(values[0]))
    },
    words: { "noise of \($0[0].said) levels" })
}

/// Standard normal numbers by the thousand: 16 random bits choose one of 65,536 equally likely ones.
enum Normals {
  static func draw(_ count: Int, seed: UInt64) -> [Float] {
    var stream = RandomStream(seed: seed, purpose: .augmentation, 1)
    return [Float](unsafeUninitializedCapacity: count) { buffer, filled in
      var place = 0
      while place < count {
        let block = stream.nextBlock()
        for lane in 0..<4 {
          for half in [block[lane] & 0xFFFF, block[lane] >> 16] where place < count {
            buffer[place] = quantiles[Int(half)]
            place += 1
          }
        }
      }
      filled = count
    }
  }

  /// The normal distribution's quantiles in the middle of each 65,536th.
  private static let quantiles: [Float] = (0..<65_536).map {
    Float(quantile((Double($0) + 0.5) / 65_536))
  }

  /// Newton's method on the distribution function, from a start that is right in the tails.
  private static func quantile(_ probability: Double) -> Double {
    if probability > 0.5 { return -quantile(1 - probability) }
    var x = -(-2 * log(probability)).squareRoot()
    for _ in 0..<50 {
      let reached = 0.5 * erfc(-x / 2.0.squareRoot())
      let density = exp(-x * x / 2) / (2 * Double.pi).squareRoot()
      let step = (reached - probability) / density
      // Far from the root a whole step would overshoot.
      x -= min(max(step, -0.5), 0.5)
      if abs(step) < 1e-12 { break }
    }
    return x
  }
}
