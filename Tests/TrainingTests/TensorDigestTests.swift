import Graphs
import Tensors
import Testing

@Suite struct TensorDigestTests {
  private let elements: [Float] = (0..<100).map { Float($0 % 7) - 2.5 }

  private func digest(_ elements: [Float], named name: String = "weight") throws -> TensorDigest {
    TensorDigest(of: try Tensor(elements, shape: [elements.count]), named: name)
  }

  /// Of tensors that both sides draw: a vector, a weight of the head, and one so large that only some
  /// places are sampled.
  @Test(arguments: [
    ("bn1.bias", Parameter.Role.shift, [64]),
    ("bn1.running_var", .runningVariance, [64]),
    ("layer1.0.bn2.weight", .scale, [64]),
    ("head.output.weight", .weight, [7, 512]),
    ("layer4.0.conv1.weight", .weight, [512, 256, 3, 3]),
  ])
  func drawnTensorsHaveTheDigestsThatWereWrittenDown(
    name: String, role: Parameter.Role, shape: [Int]
  ) throws {
    let fixture = try TrainingParityFixture.of("resnet18")
    let tensor = try TrainingParityWeights.tensor(
      named: name, role: role, shape: Shape(shape), fixture: fixture)
    let expected = try #require(try fixture.startDigests()[name])
    #expect(TensorDigest(of: tensor, named: name).error(against: expected, floor: 0) < 1e-6)
    #expect(TensorDigest(of: tensor, named: name + "x").error(against: expected, floor: 0) > 1e-3)
  }

  @Test func normAndMaximumAreThoseOfTheElements() throws {
    let digest = try digest([3, -4, 0])
    #expect(digest.numbers[0] == 5)
    #expect(digest.numbers[1] == 4)
    let signed = Set(digest.numbers[2...])
    #expect(signed.isSubset(of: [7, 1, -1, -7]))
  }

  @Test func aPermutationKeepsTheNormButNotTheSums() throws {
    let expected = try digest(elements)
    var swapped = elements
    swapped.swapAt(0, 1)
    let found = try digest(swapped)
    #expect(found.numbers[..<2] == expected.numbers[..<2])
    #expect(found.error(against: expected, floor: 0) > 0.01)
  }

  @Test func anErrorIsRelativeToTheNormAndTheFloor() throws {
    let expected = try digest(elements)
    let found = try digest(elements.map { $0 * 1.001 })
    let error = found.error(against: expected, floor: 0)
    #expect(error >= 0.00099 && error < 0.01)
    #expect(abs(found.error(against: expected, floor: expected.norm) - error / 2) < 1e-9)
    #expect(expected.error(against: expected, floor: 0) == 0)
  }

  @Test func zeroIsNoErrorAgainstZeroAndAnyOtherIsInfinite() throws {
    let zero = try digest([0, 0])
    #expect(zero.error(against: zero, floor: 0) == 0)
    #expect(try digest([0, 1]).error(against: zero, floor: 0) == .infinity)
  }

  @Test(arguments: [Float.nan, .infinity])
  func whatIsNotFiniteIsInfinitelyFar(value: Float) throws {
    let expected = try digest(elements)
    for place in [0, 50, 99] {
      var broken = elements
      broken[place] = value
      #expect(try digest(broken).error(against: expected, floor: 1) == .infinity)
    }
  }

  @Test func theDigestOfAChangeIsThatOfTheDifference() throws {
    let start = try Tensor([Float](repeating: 8, count: 100), shape: [100])
    let end = try Tensor(elements.map { $0 + 8 }, shape: [100])
    #expect(
      TensorDigest(ofChangeFrom: start, to: end, named: "weight") == (try digest(elements)))
  }
}
