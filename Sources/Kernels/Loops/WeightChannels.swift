import CLoops
import COneDNN
import Tensors

/// Which output channel each stored number of a convolution's weight belongs to.
enum WeightChannels: Sendable {
  /// Blocks of output channels, outermost and innermost: a map of one image to a loop.
  case blocks(graft_extent)
  /// Any other order, number by number: -1 for padding.
  case each([Int32])

  init(_ layout: Layout, groups: Int) throws {
    let descriptor = try layout.descriptor()
    self =
      if let extent = descriptor.outputBlocks(groups: groups, channels: layout.shape[0]) {
        .blocks(extent)
      } else {
        .each(descriptor.outputChannels(groups: groups, count: layout.storedCount))
      }
  }
}

extension MemoryDescriptor {
  /// The dimension that counts output channels within a group, or the groups of a depthwise convolution.
  private func outputDimension(groups: Int) -> Int {
    groups > 1 && dimensions[1] > 1 ? 1 : 0
  }

  fileprivate func outputBlocks(groups: Int, channels: Int) -> graft_extent? {
    let dimension = outputDimension(groups: groups)
    guard let innermost = innerBlocks.last, innermost.dimension == dimension,
      innerBlocks.filter({ $0.dimension == dimension }).count == 1,
      dimension == 0 || dimensions[1] % innermost.count == 0
    else { return nil }
    let perBlock = strides[dimension]
    let total = paddedDimensions.reduce(1, *)
    let blocks = paddedDimensions[dimension] / innermost.count * (dimension == 0 ? 1 : groups)
    // Outermost: nothing but whole blocks, one after the other.
    guard blocks * perBlock == total,
      dimension == 0 || strides[0] * groups == total
    else { return nil }
    return graft_extent(
      images: 1, blocks: blocks, positions: perBlock / innermost.count, lanes: innermost.count,
      channels: channels)
  }

  fileprivate func outputChannels(groups: Int, count: Int) -> [Int32] {
    let places = offsets.reduce([0]) { places, offsets in
      places.flatMap { place in offsets.map { place + $0 } }
    }
    let perChannel = dimensions.dropFirst(groups > 1 ? 2 : 1).reduce(1, *)
    var result = [Int32](repeating: -1, count: count)
    for (index, place) in places.enumerated() { result[place] = Int32(index / perChannel) }
    return result
  }

  /// How far each index of each dimension moves an element: it lies where all of them together move it.
  /// - Source: oneDNN developer guide, "Understanding Memory Formats".
  private var offsets: [[Int]] {
    let (strides, innerBlocks) = (strides, innerBlocks)
    return dimensions.enumerated().map { dimension, count in
      (0..<count).map { index in
        var (rest, offset, inner) = (index, 0, 1)
        for block in innerBlocks.reversed() {
          if block.dimension == dimension {
            offset += rest % block.count * inner
            rest /= block.count
          }
          inner *= block.count
        }
        return offset + rest * strides[dimension]
      }
    }
  }

  private var dimensions: [Int] { Self.numbers(raw.dims).prefix(Int(raw.ndims)).map(\.self) }

  private var paddedDimensions: [Int] {
    Self.numbers(raw.padded_dims).prefix(Int(raw.ndims)).map(\.self)
  }

  private var strides: [Int] {
    Self.numbers(raw.format_desc.blocking.strides).prefix(Int(raw.ndims)).map(\.self)
  }

  private var innerBlocks: [(dimension: Int, count: Int)] {
    let blocking = raw.format_desc.blocking
    return zip(Self.numbers(blocking.inner_idxs), Self.numbers(blocking.inner_blks))
      .prefix(Int(blocking.inner_nblks)).map { (dimension: $0.0, count: $0.1) }
  }

  /// A C array, which Swift imports as a tuple, of 64-bit numbers.
  private static func numbers<Tuple>(_ tuple: Tuple) -> [Int] {
    // Sound: such a tuple lies in memory as the C array does.
    withUnsafeBytes(of: tuple) { $0.bindMemory(to: Int64.self).map(Int.init) }
  }
}
