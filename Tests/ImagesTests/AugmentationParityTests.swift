import Foundation
import Testing

@testable import Images

/// Every operation beside Pillow's or torchvision's, on the pictures of `Fixtures/make_augmentation.py`.
@Suite struct AugmentationParityTests {
  struct Case: Decodable, CustomTestStringConvertible {
    let file: String
    let operation: OperationKind
    let values: [Double]
    let peer: String
    let tolerance: Int
    let interpolation: Interpolation
    let antialias: Bool

    var testDescription: String { "\(operation.rawValue) \(values), \(interpolation), \(peer)" }
  }

  static let cases: [Case] =
    (try? JSONDecoder().decode([Case].self, from: Data(Fixture.bytes("augmentation/cases.json"))))
    ?? []

  @Test(arguments: cases) func isWhatThePeerMakes(_ example: Case) throws {
    let source = try Fixture.ppm("augmentation/source.ppm")
    let expected = try Fixture.ppm("augmentation/\(example.file)")
    let preprocessing = Preprocessing(
      width: source.width, height: source.height, cropFraction: 1,
      interpolation: example.interpolation)
    let view = ViewParameters(
      operations: [DrawnOperation(example.operation, example.values)],
      surroundings: Surroundings(border: .constant, isAntialiased: example.antialias))
    // Where the peer treats the edge in its own way only the middle can be compared.
    let margin = example.peer.hasSuffix("inside") ? 12 : 0
    for path in PixelPath.available {
      let made = try preprocessing.view(of: source, view, path: path)
      let far = Self.largestDifference(made, expected, margin: margin)
      #expect(far <= example.tolerance, "\(path): \(far) levels")
    }
  }

  @Test func everyOperationThatAPeerHasIsCompared() {
    let compared = Set(Self.cases.map(\.operation))
    let others = Set(OperationKind.allCases).subtracting(compared)
    // Compared through their corners, their statistics and their parts, in tests of their own.
    #expect(
      others == [
        .stretch, .perspective, .noise, .randomErasing, .randAugment, .trivialAugment, .augMix,
      ])
    #expect(Self.cases.count == 60)
  }

  static func largestDifference(_ left: Image, _ right: Image, margin: Int) -> Int {
    let (a, b) = (left.pixels, right.pixels)
    var largest = 0
    for y in margin..<left.height - margin {
      for x in margin * 3..<(left.width - margin) * 3 {
        let index = y * left.width * 3 + x
        largest = max(largest, abs(Int(a[index]) - Int(b[index])))
      }
    }
    return largest
  }
}
