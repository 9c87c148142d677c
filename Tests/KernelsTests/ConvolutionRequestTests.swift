import Tensors
import Testing

@testable import Kernels

/// What oneDNN is asked for, so that no layer of a network falls back to code a thousand times slower.
@Suite struct ConvolutionRequestTests {
  static let layers: [ConvolutionGeometry] = [
    // Pictures
    layer(224, (3, 64), kernel: 7, stride: 2, padding: (3, 3)),
    layer(224, (3, 32), kernel: 3, stride: 2, padding: (0, 1)),
    layer(224, (3, 96), kernel: 7, stride: 2),
    layer(224, (3, 64), kernel: 3, padding: (1, 1)),
    // Bottlenecks
    layer(56, (64, 256), kernel: 1), layer(56, (256, 512), kernel: 1, stride: 2),
    layer(56, (128, 128), kernel: 3, stride: 2, padding: (1, 1)),
    layer(7, (512, 512), kernel: 3, padding: (1, 1)),
    // Channels that fill no block
    layer(56, (24, 144), kernel: 1), layer(28, (24, 40), kernel: 3, padding: (1, 1)),
    layer(35, (48, 64), kernel: 5, padding: (2, 2)),
    // Groups
    layer(56, (128, 128), groups: 32, kernel: 3, padding: (1, 1)),
    layer(56, (256, 256), groups: 32, kernel: 3, stride: 2, padding: (1, 1)),
    layer(14, (1024, 1024), groups: 32, kernel: 3, stride: 2, padding: (1, 1)),
    layer(56, (64, 64), groups: 2, kernel: 3, padding: (1, 1)),
    // Depthwise
    layer(56, (144, 144), groups: 144, kernel: 3, padding: (1, 1)),
    layer(112, (96, 96), groups: 96, kernel: 3, stride: 2, padding: (0, 1)),
    layer(56, (144, 144), groups: 144, kernel: 5, stride: 2, padding: (1, 2)),
    layer(28, (240, 240), groups: 240, kernel: 5, padding: (2, 2)),
  ]

  private static func layer(
    _ size: Int, _ channels: (Int, Int), groups: Int = 1, kernel: Int, stride: Int = 1,
    padding: (Int, Int) = (0, 0)
  ) -> ConvolutionGeometry {
    TrainingKernelTests.geometry(
      (size, size), channels, groups: groups, kernel: kernel, stride: stride, padding: padding)
  }

  @Test(
    .enabled(if: OneDNN.channelBlock == 16, "oneDNN's code for AVX-512"), arguments: layers)
  func everyPassHasCodeForTheProcessor(geometry: ConvolutionGeometry) throws {
    for elementType in TrainingKernelTests.elementTypes {
      for pass in [ConvolutionPass.forward(.relu), .inputGradient, .weightGradient] {
        // A picture needs no gradient.
        if case .inputGradient = pass, geometry.inputChannels == 3 { continue }
        let request = ConvolutionRequest(
          geometry: geometry, pass: pass, hasBias: true, elementType: elementType)
        let found = try ConvolutionRequest.best(of: OneDNN.ways(request))
        // What oneDNN lacks is a loop of our own.
        var isOurs = false
        if case .weightGradient = pass {
          isOurs = geometry.isDepthwise && geometry.vertical.kernel == 5
        }
        #expect(found.isSpecialized != isOurs, "\(pass), \(elementType): \(found.implementation)")
      }
      let description = ConvolutionDescription(
        batch: geometry.batch, inputChannels: geometry.inputChannels,
        outputChannels: geometry.outputChannels, groups: geometry.groups,
        vertical: geometry.vertical, horizontal: geometry.horizontal,
        weight: try Tensor(
          [Float](repeating: 0, count: geometry.weightShape.elementCount),
          shape: geometry.weightShape))
      let inference = try ConvolutionRequest.best(
        of: OneDNN.requests(description, elementType: elementType))
      #expect(inference.isSpecialized, "inference, \(elementType): \(inference.implementation)")
    }
  }

  @Test(.enabled(if: OneDNN.channelBlock == 16, "measured with AVX-512"))
  func winogradIsChosenWhereItIsFaster() throws {
    func choice(
      _ geometry: ConvolutionGeometry, residual: Bool = false,
      elementType: ElementType = .float32
    ) throws -> ConvolutionDescription.Algorithm {
      let description = ConvolutionDescription(
        geometry, weight: try Tensor(zeros: geometry.weightShape), addsResidual: residual)
      return OneDNN().algorithm(for: description, elementType: elementType)
    }
    let stem = Self.layer(224, (3, 64), kernel: 7, stride: 2, padding: (3, 3))
    let strided = Self.layer(28, (256, 256), kernel: 3, stride: 2, padding: (1, 1))
    for geometry in [stem, strided, Self.layer(14, (64, 64), kernel: 3, padding: (1, 1))] {
      #expect(try choice(geometry) == .winograd)
      #expect(try choice(geometry, elementType: .bfloat16) == .direct)
    }
    #expect(try choice(strided, residual: true) == .direct)
    #expect(try choice(Self.layer(35, (96, 96), kernel: 3, stride: 2)) == .direct)
    #expect(try choice(Self.layer(17, (192, 320), kernel: 3, stride: 2)) == .winograd)
    #expect(
      try choice(Self.layer(56, (32, 64), kernel: 3, stride: 2, padding: (1, 1))) == .direct)
    #expect(
      try choice(Self.layer(14, (512, 512), kernel: 3, stride: 2, padding: (1, 1))) == .direct)
    #expect(
      try choice(Self.layer(28, (64, 64), groups: 2, kernel: 3, stride: 2, padding: (1, 1)))
        == .direct)
    #expect(try choice(Self.layer(224, (3, 32), kernel: 3, stride: 2, padding: (0, 1))) == .direct)
  }

  @Test func aRequestThatIsRefusedGivesWayToTheNext() throws {
    let geometry = Self.layer(8, (16, 16), kernel: 1)
    var impossible = ConvolutionRequest(
      geometry: geometry, pass: .forward(nil), hasBias: false, elementType: .float32,
      source: .blocks, target: .blocks)
    let possible = impossible
    impossible.algorithm = .winograd
    #expect(throws: KernelError.self) { try impossible.description() }
    let found = try ConvolutionRequest.best(of: [impossible, possible])
    #expect(found.implementation == (try possible.description().implementation))
    #expect(throws: KernelError.self) { try ConvolutionRequest.best(of: [impossible]) }
  }
}
