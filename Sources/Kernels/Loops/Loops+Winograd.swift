import CLoops
import Tensors

/// Convolutions at strides of 2 by Winograd's algorithm, in single precision: oneDNN has it for strides of 1 alone.
///
/// At a stride of 2 the even taps meet the even inputs and the odd taps the odd ones. Each part is a convolution at a
/// stride of 1, for which Winograd's algorithm needs fewer products. An infinity or NaN reaches every output of the
/// tiles that look at it, not only those whose taps meet it.
/// - Source: Huang et al., "DWM: a decomposable Winograd method for convolution acceleration", AAAI 2020.
extension Loops {
  /// Whether ``stridedWinograd(_:lanes:tile:)`` can compute the convolution: 3×3 taps.
  static func hasStridedWinograd(_ description: ConvolutionDescription) -> Bool {
    description.groups == 1 && !description.addsResidual
      && [description.vertical, description.horizontal].allSatisfy {
        $0.kernel == 3 && $0.stride == 2 && $0.dilation == 1
      }
  }

  /// Of 3×3 taps: how many outputs lie in a tile along each axis, 2 or 4, whichever needs fewer products, and their
  /// share of the direct convolution's.
  static func tile(of description: ConvolutionDescription) -> (outputs: Int, share: Double) {
    let (height, width) = (description.vertical.output, description.horizontal.output)
    func products(_ tile: Int) -> Int {
      let tiles = ((height + tile - 1) / tile) * ((width + tile - 1) / tile)
      return tiles * (2 * tile + 1) * (2 * tile + 1)
    }
    let outputs = products(4) <= products(2) ? 4 : 2
    return (outputs, Double(products(outputs)) / Double(9 * height * width))
  }

  /// Whether ``stemWinograd(_:lanes:)`` can compute the convolution: 7×7 taps over a picture.
  static func hasStemWinograd(_ description: ConvolutionDescription) -> Bool {
    description.groups == 1 && !description.addsResidual && description.inputChannels <= 4
      && [description.vertical, description.horizontal].allSatisfy {
        $0.kernel == 7 && $0.stride == 2 && $0.dilation == 1 && $0.paddingBefore < 7
      }
  }

  /// 3×3 taps, by F(4×2) or F(2×2) along both axes: 81 products of 144, or 25 of 36.
  /// - Parameter tile: Outputs in a tile along each axis, 2 or 4; `nil` for what needs fewer products.
  func stridedWinograd(
    _ description: ConvolutionDescription, lanes: Int = OneDNN.channelBlock, tile: Int? = nil
  ) throws -> PackedLoop {
    precondition(Self.hasStridedWinograd(description), "3×3 taps at strides of 2")
    Self.requireShapes(of: description)
    let geometry = description.geometry
    let input = try Layout(geometry.inputShape, .float32, .blocked(lanes))
    let output = try Layout(geometry.outputShape, .float32, .blocked(lanes))
    let convolution = graft_convolution(
      images: geometry.batch, input_blocks: input.extent.blocks,
      output_blocks: output.extent.blocks, lanes: lanes, vertical: .init(geometry.vertical),
      horizontal: .init(geometry.horizontal))
    let tile = tile ?? Self.tile(of: description).outputs
    precondition([2, 4].contains(tile), "tiles of 2 or 4")
    let weight = try floats(graft_strided_winograd_weight_count(convolution, tile))
    description.weight.withFloats {
      graft_strided_winograd_weight(
        convolution, tile, geometry.inputChannels, geometry.outputChannels, $0.baseAddress,
        weight.numbers)
    }
    let (path, bounds) = (path, description.activation?.bounds ?? .none)
    return PackedLoop(
      inputs: [input], output: output,
      scratchByteCount: graft_strided_winograd_scratch(convolution, tile)
        * MemoryLayout<Float>.stride,
      weight: weight, bias: try bias(description, output)
    ) { buffers, weight, bias in
      graft_strided_winograd(
        path, convolution, tile, bounds, buffers.list(0), weight, bias,
        buffers.scratch(Float.self), buffers.result(0))
    }
  }

  /// 7×7 taps, by F(4×4) and F(4×3) along rows: 13 products of 28. Reads the picture as it is.
  func stemWinograd(
    _ description: ConvolutionDescription, lanes: Int = OneDNN.channelBlock
  ) throws -> PackedLoop {
    precondition(Self.hasStemWinograd(description), "7×7 taps at strides of 2 over a picture")
    Self.requireShapes(of: description)
    let geometry = description.geometry
    let output = try Layout(geometry.outputShape, .float32, .blocked(lanes))
    let convolution = graft_convolution(
      images: geometry.batch, input_blocks: 1, output_blocks: output.extent.blocks, lanes: lanes,
      vertical: .init(geometry.vertical), horizontal: .init(geometry.horizontal))
    let channels = geometry.inputChannels
    let weight = try floats(graft_stem_weight_count(convolution, channels))
    description.weight.withFloats {
      graft_stem_weight(
        convolution, channels, geometry.outputChannels, $0.baseAddress, weight.numbers)
    }
    let (path, bounds) = (path, description.activation?.bounds ?? .none)
    return PackedLoop(
      inputs: [Layout(plain: geometry.inputShape)], output: output,
      scratchByteCount: graft_stem_scratch(convolution, channels) * MemoryLayout<Float>.stride,
      weight: weight, bias: try bias(description, output)
    ) { buffers, weight, bias in
      graft_stem(
        path, convolution, channels, bounds, buffers.list(0), weight, bias,
        buffers.scratch(Float.self), buffers.result(0))
    }
  }

  /// The loops read and write as many numbers as the geometry says.
  private static func requireShapes(of description: ConvolutionDescription) {
    let geometry = description.geometry
    precondition(
      description.weight.shape == geometry.weightShape
        && description.bias.map { $0.shape == [geometry.outputChannels] } ?? true
        && geometry.outputShape.elementCount > 0, "weight and bias of the geometry's shapes")
  }

  private func floats(_ count: Int) throws -> AlignedStorage {
    try AlignedStorage(byteCount: count * MemoryLayout<Float>.stride)
  }

  /// A number for each lane of the output's blocks.
  private func bias(
    _ description: ConvolutionDescription, _ output: Layout
  ) throws -> AlignedStorage {
    let bias = try floats(output.extent.blocks * output.extent.lanes)
    description.bias?.withFloats { values in
      for (lane, value) in values.enumerated() { bias.numbers[lane] = value }
    }
    return bias
  }
}
