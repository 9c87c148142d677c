import Tensors

/// Five numbers that stand for a tensor in the fixtures: a permutation, a sign or a factor that is wrong
/// anywhere changes at least one of them.
///
/// `Fixtures/make_training_parity.py` says how they are made, and made those that are expected.
/// - Source: Of the signs: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
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
    self = tensor.withFloats { Self(of: $0, since: nil, name: name) }
  }

  /// Of `end - start`, element by element.
  /// - Precondition: Both are of single precision and of one shape.
  init(ofChangeFrom start: Tensor, to end: Tensor, named name: String) {
    precondition(start.shape == end.shape, "\(name) went from \(start.shape) to \(end.shape)")
    self = start.withFloats { before in
      end.withFloats { Self(of: $0, since: before, name: name) }
    }
  }

  /// Written for a build without optimization, which would call a closure, or a range's iterator, millions of
  /// times.
  private init(
    of elements: UnsafeBufferPointer<Float>, since start: UnsafeBufferPointer<Float>?, name: String
  ) {
    let count = elements.count
    let isSampled = count > Self.largestSampleCount
    let seed = TrainingParityWeights.hash(of: name)
    var squares = 0.0
    var maximum = 0.0
    var sums = (0.0, 0.0, 0.0)
    let sampleCount = min(count, Self.largestSampleCount)
    var sample = 0
    while sample < sampleCount {
      // Knuth's multiplier is a prime: no place comes twice.
      let place = isSampled ? sample &* 2_654_435_761 % count : sample
      var value = Double(elements[place])
      if let start { value -= Double(start[place]) }
      // The output function of splitmix64.
      var bits = seed &+ UInt64(truncatingIfNeeded: place &+ 1) &* 0x9E37_79B9_7F4A_7C15
      bits = (bits ^ (bits &>> 30)) &* 0xBF58_476D_1CE4_E5B9
      bits = (bits ^ (bits &>> 27)) &* 0x94D0_49BB_1331_11EB
      bits ^= bits &>> 31
      squares += value * value
      // Written so that a value which is no number is kept.
      maximum = value.magnitude <= maximum ? maximum : value.magnitude
      sums.0 += bits & 1 == 1 ? value : -value
      sums.1 += bits & 2 == 2 ? value : -value
      sums.2 += bits & 4 == 4 ? value : -value
      sample &+= 1
    }
    numbers = [squares.squareRoot(), maximum, sums.0, sums.1, sums.2]
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
