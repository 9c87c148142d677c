import Foundation
import Testing

@testable import Images

@Suite struct AugmentationTests {
  private static let geometric = OperationKind.allCases.filter(\.rule.isGeometric)

  /// An operation far from doing nothing.
  static func strong(_ kind: OperationKind) -> [DrawnOperation] {
    switch kind {
    case .randomResizedCrop: [DrawnOperation(kind, [0.3, 1.2, 0.1, 0.9, 1])]
    case .randomErasing: [DrawnOperation(kind, [0.2, 0.7, 0.5, 0.3], seed: 4)]
    case .posterize: [DrawnOperation(kind, [2])]
    case .solarize: [DrawnOperation(kind, [90])]
    case .jpeg: [DrawnOperation(kind, [8])]
    case .quarterTurn: [DrawnOperation(kind, [1])]
    case .translate: [DrawnOperation(kind, [0.21, -0.13])]
    case .rotate, .hue: [DrawnOperation(kind, [37])]
    case .shear: [DrawnOperation(kind, [12, -7])]
    case .perspective: [DrawnOperation(kind, [0.4], seed: 11)]
    case .stretch: [DrawnOperation(kind, [0.8, 1.3])]
    case .noise: [DrawnOperation(kind, [20], seed: 5)]
    case .scale, .brightness, .contrast, .saturation, .gamma, .sharpness, .gaussianBlur:
      [DrawnOperation(kind, [1.6])]
    case .horizontalFlip, .verticalFlip, .grayscale, .invert, .equalize, .autocontrast:
      [DrawnOperation(kind)]
    case .randAugment, .trivialAugment, .augMix: []
    }
  }

  private func picture() throws -> Image { try Fixture.ppm("augmentation/source.ppm") }

  // MARK: Nothing, and something

  @Test(arguments: OperationKind.allCases) func strengthZeroGivesTheBitsOfEvaluation(
    _ kind: OperationKind
  ) throws {
    let image = try picture()
    let preprocessing = Preprocessing(width: 29, height: 17, interpolation: .bicubic)
    let plain = try preprocessing.view(of: image, .identity)
    let view = ViewParameters(operations: Self.strong(kind))
    #expect(try preprocessing.view(of: image, view.weakened(to: 0)) == plain)
    // What has a neutral value is also there without being left out.
    let parameters = kind.rule.parameters
    if !kind.rule.isComposite, parameters.contains(where: { $0.neutral != nil }) {
      let values = zip(parameters, Self.strong(kind)[0].values).map { $0.neutral ?? $1 }
      let neutral = ViewParameters(operations: [DrawnOperation(kind, values, seed: 9)])
      #expect(try preprocessing.view(of: image, neutral) == plain)
    }
    if !kind.rule.isComposite { #expect(try preprocessing.view(of: image, view) != plain) }
  }

  @Test(arguments: OperationKind.allCases) func everyPathGivesTheSameBits(
    _ kind: OperationKind
  ) throws {
    let image = try Fixture.noise(width: 83, height: 71, seed: 3)
    for interpolation in Interpolation.allCases {
      for border in Border.allCases {
        for cropFraction in [1, 0.3] {
          let preprocessing = Preprocessing(
            width: 37, height: 41, cropFraction: cropFraction, interpolation: interpolation)
          let view = ViewParameters(
            operations: Self.strong(kind) + [DrawnOperation(.rotate, [3])],
            surroundings: Surroundings(border: border))
          let plain = try preprocessing.view(of: image, view, path: .plain)
          for path in PixelPath.available {
            #expect(try preprocessing.view(of: image, view, path: path) == plain, "\(path)")
          }
        }
      }
    }
  }

  @Test func renderingNormalizesTheView() throws {
    let preprocessing = Preprocessing(width: 20, height: 20)
    let view = ViewParameters(
      operations: [DrawnOperation(.rotate, [20]), DrawnOperation(.brightness, [1.3])])
    let image = try picture()
    var numbers = [Float](repeating: .nan, count: preprocessing.elementCount)
    try numbers.withUnsafeMutableBufferPointer {
      try preprocessing.render(image, view: view, into: $0)
    }
    let back = try numbers.withUnsafeBufferPointer { try preprocessing.picture(of: $0) }
    #expect(try back == preprocessing.view(of: image, view))
  }

  // MARK: Sizes

  @Test(arguments: [(1, 1), (1, 97), (97, 1), (2, 3), (300, 4), (640, 480)])
  func picturesOfAnySizeCanBeAugmented(width: Int, height: Int) throws {
    let image = try Fixture.noise(width: width, height: height, seed: 1)
    let preprocessing = Preprocessing(width: 23, height: 31)
    for name in AugmentationPolicy.names {
      let policy = try AugmentationPolicy.named(name)
      for view in 1...6 as ClosedRange<UInt64> {
        let parameters = policy.parameters(seed: 1, item: 2, view: view)
        let made = try preprocessing.view(of: image, parameters)
        #expect(made.width == 23 && made.height == 31)
      }
    }
  }

  @Test func largePicturesAreReducedFirst() throws {
    // Slopes: means of boxes and the mean under a wide kernel are the same.
    let (width, height) = (6000, 4000)
    let image = try Image(unfilledWidth: width, height: height, path: nil)
    for y in 0..<height {
      for x in 0..<width {
        let pixel = image.storage.start + (y * width + x) * 3
        pixel[0] = UInt8(x * 255 / width)
        pixel[1] = UInt8(y * 255 / height)
        pixel[2] = 77
      }
    }
    let preprocessing = Preprocessing(width: 64, height: 64, cropFraction: 1)
    let turned = try preprocessing.view(
      of: image, ViewParameters(operations: [DrawnOperation(.rotate, [90])]))
    let plain = try preprocessing.view(of: image, .identity)
    for y in 0..<64 {
      for x in 0..<64 {
        // Turned counter-clockwise: the right column becomes the upper row.
        let from = (x * 64 + 63 - y) * 3
        let to = (y * 64 + x) * 3
        for channel in 0..<3 {
          let difference = abs(Int(turned.pixels[to + channel]) - Int(plain.pixels[from + channel]))
          #expect(difference <= 3, "\(x), \(y)")
        }
      }
    }
  }

  // MARK: Geometry

  @Test(arguments: geometric) func aPlainColourStaysUnderEveryMap(_ kind: OperationKind) throws {
    let image = try Image(
      width: 50, height: 40, pixels: (0..<2000).flatMap { _ in [13, 200, 255] as [UInt8] })
    for border in [Border.reflect, .replicate] {
      for interpolation in Interpolation.allCases {
        let preprocessing = Preprocessing(
          width: 33, height: 33, cropFraction: 1, interpolation: interpolation)
        let view = ViewParameters(
          operations: Self.strong(kind), surroundings: Surroundings(border: border))
        let made = try preprocessing.view(of: image, view)
        #expect(Set(made.pixels) == [13, 200, 255])
      }
    }
  }

  @Test func bordersAreWhatTheySay() throws {
    // Six columns, each of its own grey, moved by two thirds of the view.
    let greys: [UInt8] = [10, 50, 90, 130, 170, 210]
    let image = try Image(
      width: 6, height: 1, pixels: greys.flatMap { [$0, $0, $0] })
    let preprocessing = Preprocessing(width: 6, height: 1, cropFraction: 1)
    for (border, expected) in [
      (Border.constant, [7, 7, 7, 7, 10, 50]), (.replicate, [10, 10, 10, 10, 10, 50]),
      (.reflect, [130, 90, 50, 10, 10, 50]),
    ] as [(Border, [UInt8])] {
      let view = ViewParameters(
        operations: [DrawnOperation(.translate, [4.0 / 6, 0])],
        surroundings: Surroundings(border: border, fill: [7, 7, 7]))
      let made = try preprocessing.view(of: image, view).pixels
      #expect(stride(from: 0, to: 18, by: 3).map { made[$0] } == expected, "\(border)")
    }
  }

  @Test func perspectiveBringsTheCornersToTheirPlaces() throws {
    let shares = OperationRule.perspectiveShares(seed: 11)
    guard case .map(let map) = OperationRule.perspective.effect else { return }
    let frame = Preprocessing(width: 100, height: 60).frame(imageWidth: 100, imageHeight: 60)
    let found = map([0.4], 11, frame)
    let corners = [SIMD2(-50.0, -30), SIMD2(50, -30), SIMD2(50, 30), SIMD2(-50, 30)]
    for (corner, share) in zip(corners, shares) {
      let moved = corner * (SIMD2(1, 1) - 0.4 * share)
      let place = try #require(found.apply(x: moved.x, y: moved.y))
      #expect(abs(place.x - corner.x) < 1e-9 && abs(place.y - corner.y) < 1e-9)
    }
    #expect(Set(shares.map(\.x)).count == 4)
  }

  /// A turn, a zoom and a shift in one sampling, beside one sampling each.
  @Test func oneSamplingIsTheSequenceAndSharper() throws {
    let image = try Fixture.ppm("augmentation/source.ppm")
    let preprocessing = Preprocessing(
      width: image.width, height: image.height, cropFraction: 1)
    let steps = [
      DrawnOperation(.rotate, [8]), DrawnOperation(.scale, [1.1]),
      DrawnOperation(.translate, [0.021, 0.017]), DrawnOperation(.rotate, [-5]),
    ]
    let surroundings = Surroundings(border: .replicate)
    let once = try preprocessing.view(
      of: image, ViewParameters(operations: steps, surroundings: surroundings))
    var sequence = image
    for step in steps {
      sequence = try preprocessing.view(
        of: sequence, ViewParameters(operations: [step], surroundings: surroundings))
    }
    func contrast(_ image: Image) -> Double {
      // How far neighbouring pixels differ, away from the border.
      let pixels = image.pixels
      var sum = 0.0
      for y in 8..<image.height - 8 {
        for x in 8..<image.width - 8 {
          let index = (y * image.width + x) * 3
          sum += abs(Double(pixels[index]) - Double(pixels[index + 3]))
        }
      }
      return sum
    }
    let original = try preprocessing.view(of: image, .identity)
    #expect(contrast(once) > 1.15 * contrast(sequence))
    // The same picture all the same: far nearer to it than to the picture itself.
    func distance(_ a: Image, _ b: Image) -> Double {
      let (a, b) = (a.pixels, b.pixels)
      return zip(a, b).reduce(0) { $0 + abs(Double($1.0) - Double($1.1)) } / Double(a.count)
    }
    #expect(distance(once, sequence) < 0.5 * distance(once, original))
  }

  // MARK: Draws

  @Test func addingAnOperationLeavesTheDrawsOfTheOthers() throws {
    let policy = try AugmentationPolicy.named("strong")
    let longer = AugmentationPolicy(
      name: "longer", description: "longer",
      operations: policy.operations + [try AugmentationOperation(.invert)])
    for view in 1...50 as ClosedRange<UInt64> {
      let short = policy.parameters(seed: 3, item: 4, view: view)
      let long = longer.parameters(seed: 3, item: 4, view: view)
      #expect(long.operations.dropLast() == short.operations[...])
    }
  }

  @Test func drawsFillTheirRanges() throws {
    let operation = try AugmentationOperation(
      .rotate, probability: 0.25, ["degrees": ValueRange(-10...30)])
    let policy = AugmentationPolicy(name: "t", description: "t", operations: [operation])
    let angles = (1...4000 as ClosedRange<UInt64>).compactMap {
      policy.parameters(seed: 0, item: 1, view: $0).operations.first?.values[0]
    }
    // Five standard deviations of 4000 draws with probability 1/4.
    #expect((863...1137).contains(angles.count))
    #expect(angles.allSatisfy { (-10...30).contains($0) })
    let mean = angles.reduce(0, +) / Double(angles.count)
    // 40 / √12 / √1000 is 0.365.
    #expect(abs(mean - 10) < 1.9)
    #expect((angles.min() ?? 0) < -9 && (angles.max() ?? 0) > 29)
  }

  @Test func randAugmentDrawsAsManyAsItSays() throws {
    let policy = try AugmentationPolicy.named("rand-augment")
    var kinds: [OperationKind: Int] = [:]
    for view in 1...3000 as ClosedRange<UInt64> {
      let drawn = policy.parameters(seed: 0, item: 0, view: view).operations
        .filter { $0.kind != .randomResizedCrop && $0.kind != .horizontalFlip }
      #expect(drawn.count <= 2)
      for operation in drawn { kinds[operation.kind, default: 0] += 1 }
      for operation in drawn where operation.kind == .rotate {
        #expect(abs(abs(operation.values[0]) - 9) < 1e-9)
      }
    }
    // Fourteen choices, of which one does nothing, two each shear and translate.
    #expect(kinds.count == 11)
    let share = 6000.0 / 14
    #expect(abs(Double(kinds[.equalize] ?? 0) - share) < 5 * share.squareRoot())
    #expect(abs(Double(kinds[.shear] ?? 0) - 2 * share) < 5 * (2 * share).squareRoot())
  }

  @Test func augMixMixesItsChainsIntoTheView() throws {
    let image = try picture()
    let preprocessing = Preprocessing(width: 21, height: 21)
    func view(share: Double, _ chains: [[DrawnOperation]]) throws -> [UInt8] {
      let mixture = ViewParameters.Mixture(
        chains: chains, weights: chains.map { _ in 1 / Double(chains.count) }, share: share)
      return try preprocessing.view(of: image, ViewParameters(mixture: mixture)).pixels
    }
    let plain = try preprocessing.view(of: image, .identity).pixels
    let inverted = plain.map { 255 - $0 }
    let chains = [[DrawnOperation(.invert)], [DrawnOperation(.invert)]]
    #expect(try view(share: 0, chains) == plain)
    #expect(try view(share: 1, chains) == inverted)
    #expect(try view(share: 0.5, chains).allSatisfy { $0 == 127 || $0 == 128 })
    let policy = try AugmentationPolicy.named("aug-mix")
    let mixture = try #require(policy.parameters(seed: 1, item: 2, view: 3).mixture)
    #expect(mixture.chains.count == 3)
    #expect(abs(mixture.weights.reduce(0, +) - 1) < 1e-12)
  }

  @Test func noiseIsNormalAndItsOwn() throws {
    let numbers = Normals.draw(100_000, seed: 7)
    let mean = numbers.reduce(0) { $0 + Double($1) } / 1e5
    let square = numbers.reduce(0) { $0 + Double($1 * $1) } / 1e5
    let fourth = numbers.reduce(0) { $0 + Double($1 * $1) * Double($1 * $1) } / 1e5
    #expect(abs(mean) < 0.016)
    #expect(abs(square - 1) < 0.023)
    #expect(abs(fourth - 3) < 0.16)
    #expect(Normals.draw(100, seed: 8) != Array(numbers.prefix(100)))
    #expect(Normals.draw(100, seed: 7) == Array(numbers.prefix(100)))
  }

  @Test func captionsSayWhatWasDone() {
    let view = ViewParameters(
      operations: [
        DrawnOperation(.horizontalFlip), DrawnOperation(.rotate, [-12.345]),
        DrawnOperation(.translate, [0.1, -0.05]), DrawnOperation(.brightness, [1.5]),
        DrawnOperation(.posterize, [4]),
      ])
    #expect(
      view.words == [
        "mirrored", "turned by −12.35°", "moved 10\u{A0}% right, 5\u{A0}% up", "brightness ×1.5",
        "4 bits a channel",
      ])
  }

  @Test func viewsTravelAsJSON() throws {
    for name in AugmentationPolicy.names {
      let view = try AugmentationPolicy.named(name).parameters(seed: 1, item: 2, view: 3)
      let data = try JSONEncoder().encode(view)
      #expect(try JSONDecoder().decode(ViewParameters.self, from: data) == view)
    }
  }
}
