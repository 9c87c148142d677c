import CLoops
import Tensors
import Testing

@testable import Kernels

/// Convolutions at strides of 2 by Winograd's algorithm.
@Suite struct StridedWinogradTests {
  /// 3×3 taps and stems at strides of 2: whole tiles and cut ones, channels that fill no block, tiles of an
  /// image done apart and those of several together, paddings wider than a kernel and than a map.
  static let cases: [KernelSetTests.Case] = [
    .init(batch: 3, size: (9, 13), channels: (20, 40), stride: 2, algorithm: .winograd),
    .init(
      size: (30, 29), channels: (16, 16), stride: 2, padding: (0, 1), activation: .relu,
      algorithm: .winograd),
    .init(
      size: (8, 56), channels: (32, 48), stride: 2, padding: (0, 0), activation: .relu6,
      bias: false,
      algorithm: .winograd),
    .init(batch: 60, size: (3, 4), channels: (16, 32), stride: 2, algorithm: .winograd),
    .init(size: (1, 1), channels: (16, 16), stride: 2, algorithm: .winograd),
    .init(size: (6, 9), channels: (16, 24), stride: 2, padding: (1, 0), algorithm: .winograd),
    .init(size: (3, 2), channels: (16, 16), stride: 2, padding: (5, 7), algorithm: .winograd),
    .init(
      batch: 1, size: (67, 70), channels: (16, 16), stride: 2, activation: .relu,
      algorithm: .winograd),
    .init(
      size: (19, 23), channels: (3, 40), kernel: (7, 7), stride: 2, padding: (3, 3),
      activation: .relu, algorithm: .winograd),
    .init(
      batch: 1, size: (30, 38), channels: (1, 16), kernel: (7, 7), stride: 2, padding: (0, 0),
      bias: false, algorithm: .winograd),
    .init(
      size: (8, 41), channels: (4, 24), kernel: (7, 7), stride: 2, padding: (6, 1),
      activation: .relu6, algorithm: .winograd),
    .init(
      size: (2, 3), channels: (3, 16), kernel: (7, 7), stride: 2, padding: (3, 3),
      algorithm: .winograd),
  ]

  private static let paths = [
    graft_loop_path_plain, graft_loop_path_avx2, graft_loop_path_avx512,
  ].filter { $0.rawValue <= graft_best_loop_path().rawValue }

  /// The stem's, or that of 3×3 taps in tiles of both sizes.
  private func kernels(
    _ description: ConvolutionDescription, path: graft_loop_path, lanes: Int
  ) throws -> [PackedLoop] {
    let loops = Loops(path: path)
    return Loops.hasStemWinograd(description)
      ? [try loops.stemWinograd(description, lanes: lanes)]
      : try [2, 4].map { try loops.stridedWinograd(description, lanes: lanes, tile: $0) }
  }

  private func pictures(_ item: KernelSetTests.Case) throws -> Tensor {
    try KernelSetTests.random([item.batch, item.size.0, item.size.1, item.channels.0], 3)
  }

  @Test(arguments: cases, [8, 16])
  func everyPathAgreesWithTheDefinition(item: KernelSetTests.Case, lanes: Int) throws {
    let description = try KernelSetTests.description(item)
    let x = try pictures(item)
    var expected = Reference.convolution(
      x.floats.map(Double.init), weight: description.weight.floats.map(Double.init),
      bias: description.bias?.floats.map(Double.init), geometry: description.geometry)
    if let activation = item.activation { expected = Reference.activation(expected, activation) }
    for path in Self.paths {
      for kernel in try kernels(description, path: path, lanes: lanes) {
        KernelRun.expectClose(
          try KernelRun.run(kernel, of: OneDNN(), on: [x]), expected, within: 1e-5)
      }
    }
  }

  /// And lanes past the last channel hold zeros.
  @Test(arguments: cases, [8, 16])
  func whatTheMemoryHeldChangesNoBit(item: KernelSetTests.Case, lanes: Int) throws {
    let description = try KernelSetTests.description(item)
    let x = try pictures(item)
    let channels = item.channels.1
    for path in Self.paths {
      for kernel in try kernels(description, path: path, lanes: lanes) {
        // The second is a huge number, the third a NaN.
        let outputs = try [UInt8(0), 0x7E, 0xFF].map {
          try KernelRun.bits(kernel, of: OneDNN(), on: [x], filling: $0)
        }
        #expect(outputs[1] == outputs[0] && outputs[2] == outputs[0])
        let blocks = (channels + lanes - 1) / lanes
        let blockCount = outputs[0].count / item.batch / blocks
        let missing = outputs[0].indices.filter { index in
          index / blockCount % blocks * lanes + index % lanes >= channels
        }
        #expect(missing.allSatisfy { outputs[0][$0] == 0 })
        #expect(missing.isEmpty == (channels % lanes == 0))
      }
    }
  }

  @Test(arguments: cases.filter { $0.batch > 1 })
  func anImageAloneHasTheSameBitsAsAmongOthers(item: KernelSetTests.Case) throws {
    let all = try KernelSetTests.description(item)
    var alone = item
    alone.batch = 1
    let one = try KernelSetTests.description(alone)
    let x = try pictures(item)
    let pixels = x.shape.elementCount / item.batch
    let last = try Tensor(
      Array(x.floats.suffix(pixels)), shape: [1, item.size.0, item.size.1, item.channels.0])
    for path in Self.paths {
      let pairs = zip(
        try kernels(all, path: path, lanes: 16), try kernels(one, path: path, lanes: 16))
      for (among, single) in pairs {
        let found = try KernelRun.bits(single, of: OneDNN(), on: [last])
        let amongOthers = try KernelRun.bits(among, of: OneDNN(), on: [x])
        #expect(Array(amongOthers.suffix(found.count)) == found)
      }
    }
  }

  @Test(arguments: cases)
  func everyNumberOfAWeightIsWritten(item: KernelSetTests.Case) throws {
    let description = try KernelSetTests.description(item)
    let geometry = description.geometry
    func blocks(_ channels: Int) -> Int { (channels + 15) / 16 }
    let isStem = Loops.hasStemWinograd(description)
    let convolution = graft_convolution(
      images: 1, input_blocks: isStem ? 1 : blocks(geometry.inputChannels),
      output_blocks: blocks(geometry.outputChannels), lanes: 16,
      vertical: .init(geometry.vertical), horizontal: .init(geometry.horizontal))
    let count =
      isStem
      ? graft_stem_weight_count(convolution, geometry.inputChannels)
      : graft_strided_winograd_weight_count(convolution, 4)
    var packed = [Float](repeating: .nan, count: count)
    description.weight.withFloats {
      if isStem {
        graft_stem_weight(
          convolution, geometry.inputChannels, geometry.outputChannels, $0.baseAddress, &packed)
      } else {
        graft_strided_winograd_weight(
          convolution, 4, geometry.inputChannels, geometry.outputChannels, $0.baseAddress, &packed)
      }
    }
    #expect(packed.allSatisfy { $0.isFinite })
  }
}
