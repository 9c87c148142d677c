import Evaluation
import Testing

/// The mathematics of explanations, by hand.
@Suite struct ExplanationTests {
  @Test func gradCAMWeighsEachMapWithItsMeanGradient() {
    // Two places, two channels: A = (1, 2), (3, 4); the gradients' means are 2 and -1.
    let map = GradCAM.map(
      activations: [1, 2, 3, 4], gradient: [1, -2, 3, 0], height: 1, width: 2, channels: 2)
    #expect(map == SaliencyMap(height: 1, width: 2, values: [0, 2]))
    // What speaks against the class is no part of the map.
    let against = GradCAM.map(
      activations: [1, 2, 3, 4], gradient: [-1, -2, -3, 0], height: 2, width: 1, channels: 2)
    #expect(against == SaliencyMap(height: 2, width: 1, values: [0, 0]))
  }

  @Test func aMapIsScaledByItsGreatestMagnitudeAndAnEmptyOneStaysEmpty() {
    #expect(
      SaliencyMap(height: 1, width: 3, values: [0, 2, 4]).scaled.values == [0, 0.5, 1])
    #expect(
      SaliencyMap(height: 1, width: 3, values: [1, -4, 2]).scaled.values == [0.25, -1, 0.5])
    let empty = SaliencyMap(height: 1, width: 2, values: [0, 0])
    #expect(empty.scaled == empty)
    #expect(empty.maximum == 0 && empty.magnitude == 0)
  }

  @Test func aMapIsResizedBetweenTheMiddlesOfItsPlaces() {
    let map = SaliencyMap(height: 1, width: 2, values: [0, 4])
    #expect(map.resized(height: 2, width: 4).values == [0, 1, 3, 4, 0, 1, 3, 4])
    #expect(map.resized(height: 1, width: 1).values == [2])
  }

  @Test(arguments: [(224, 224, 32, 16), (10, 7, 4, 3), (5, 9, 4, 4), (3, 2, 8, 8), (1, 1, 1, 1)])
  func patchesCoverEveryPixelAndStayInside(height: Int, width: Int, size: Int, stride: Int) {
    let grid = OcclusionGrid(height: height, width: width, size: size, stride: stride)
    var covered = [Int](repeating: 0, count: height * width)
    for patch in grid.patches {
      #expect(patch.height == min(size, height) && patch.width == min(size, width))
      for row in patch.top..<patch.top + patch.height {
        for column in patch.left..<patch.left + patch.width { covered[row * width + column] += 1 }
      }
    }
    #expect(covered.allSatisfy { $0 > 0 })
    #expect(Set(grid.patches).count == grid.patches.count)
    // The same loss everywhere is the same everywhere.
    let map = grid.map(of: [Float](repeating: 0.25, count: grid.patches.count))
    #expect(map.values.allSatisfy { $0 == 0.25 })
  }

  @Test func aPixelCountsForTheMeanOfThePatchesThatCoveredIt() {
    let grid = OcclusionGrid(height: 1, width: 4, size: 2, stride: 1)
    #expect(grid.patches.map(\.left) == [0, 1, 2])
    let map = grid.map(of: [0.5, -0.5, 1])
    #expect(map.values == [0.5, 0, 0.25, 1])
  }
}
