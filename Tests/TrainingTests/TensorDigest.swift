import Tensors

/// Five numbers that stand for a tensor in the fixtures: a permutation, a sign or a factor that is wrong
/// anywhere changes at least one of them.
///
/// `Fixtures/make_training_parity.py` says how they are made, and made those that are expected.
struct TensorDigest: Equatable, Sendable {
  /// Over the samples: the Euclidean norm, the largest magnitude, and the sums under three patterns of
  /// signs.
  let numbers: [Double]

  static let count = 5
  /// Larger tensors are sampled.
  static let largestSampleCount = 65536

  var norm: Double { numbers[0] }

  /// - Precondition: There are ``count`` numbers.
  init(numbers: [Double]) {
    precondition(numbers.count == Self.count, "a digest is \(Self.count) numbers")
    self.numbers = numbers
  }

  /// - Precondition: The tensor is of single precision.
  init(of tensor: Tensor, named name: String) {
    self = tensor.withFloats { elements in
      Self(count: elements.count, name: name) { Double(elements[$0]) }
    }
  }

  /// Of `end - start`, element by element.
  /// - Precondition: Both are of single precision and of one shape.
  init(ofChangeFrom start: Tensor, to end: Tensor, named name: String) {
    precondition(start.shape == end.shape, "\(name) went from \(start.shape) to \(end.shape)")
    self = start.withFloats { before in
      end.withFloats { after in
        Self(count: before.count, name: name) { Double(after[$0]) - Double(before[$0]) }
      }
    }
  }

  private init(count: Int, name: String, element: (Int) -> Double) {
    let seed = TrainingParityWeights.hash(of: name)
    let isSampled = count > Self.largestSampleCount
    var squares = 0.0
    var maximum = 0.0
    var sums = (0.0, 0.0, 0.0)
    for sample in 0..<min(count, Self.largestSampleCount) {
      // Knuth's multiplier is a prime: no place comes twice.
      let place = isSampled ? sample &* 2_654_435_761 % count : sample
      let value = element(place)
      let bits = Self.signs(seed: seed, place: place)
      squares += value * value
      // Written so that a value which is no number is kept.
      maximum = abs(value) <= maximum ? maximum : abs(value)
      sums.0 += bits & 1 == 1 ? value : -value
      sums.1 += bits & 2 == 2 ? value : -value
      sums.2 += bits & 4 == 4 ? value : -value
    }
    numbers = [squares.squareRoot(), maximum, sums.0, sums.1, sums.2]
  }

  /// The output function of splitmix64.
  /// - Source: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
  private static func signs(seed: UInt64, place: Int) -> UInt64 {
    var bits = seed &+ UInt64(truncatingIfNeeded: place &+ 1) &* 0x9E37_79B9_7F4A_7C15
    bits = (bits ^ (bits &>> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits &>> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits &>> 31)
  }

  /// The largest of the five differences, as a share of the expected norm and `floor`.
  /// - Returns: Infinity if a number is not finite.
  func error(against expected: TensorDigest, floor: Double) -> Double {
    let differences = zip(numbers, expected.numbers).map { abs($0 - $1) }
    guard differences.allSatisfy(\.isFinite), let largest = differences.max() else {
      return .infinity
    }
    return largest == 0 ? 0 : largest / (expected.norm + floor)
  }
}
