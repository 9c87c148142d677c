import CLoops

/// Where Winograd's convolution, oneDNN's or at strides of 2 a loop of our own, beats oneDNN's direct one.
///
/// `graft-bench convolutions` times both for every 3×3 layer and every stem of every backbone at micro-batches 1, 8
/// and 16; `Benchmarks/results/convolutions.csv` holds what it measured on a processor with AVX-512. At a stride
/// of 1 Winograd won everywhere, by 1.1 to 3.3 times, so it is also the rule for layers that were not measured.
/// Nothing is timed when a plan is made.
enum WinogradRule {
  /// - Returns: Whether to ask for Winograd. oneDNN has it for AVX-512 in single precision, 3×3 kernels of
  ///   stride 1, no groups, no dilation; with fewer input channels than a block it would compute zeros.
  static func isFaster(for geometry: ConvolutionGeometry) -> Bool {
    let axes = [geometry.vertical, geometry.horizontal]
    return OneDNN.channelBlock == 16 && geometry.groups == 1
      && geometry.inputChannels >= OneDNN.channelBlock
      && axes.allSatisfy { axis in
        axis.kernel == 3 && axis.stride == 1 && axis.dilation == 1
          && axis.paddingBefore <= 1 && axis.paddingAfter <= 1
      }
  }

  /// - Returns: Whether a loop of our own for strides of 2 is faster: 7×7 taps over a picture by 1.7 times; 3×3 taps by 1.3
  ///   to 1.6 times from 64 channels on where tiles fit the map, so that a quarter of the products is saved. With 32
  ///   channels or at 17 outputs to a side it is a draw; at 7, where weights are read for little, it sometimes loses.
  static func isFasterAtStrides(for description: ConvolutionDescription) -> Bool {
    guard OneDNN.channelBlock == 16, Loops.best.path == graft_loop_path_avx512,
      description.outputChannels >= OneDNN.channelBlock
    else { return false }
    if Loops.hasStemWinograd(description) { return true }
    return Loops.hasStridedWinograd(description)
      && min(description.inputChannels, description.outputChannels) >= 64
      && min(description.vertical.output, description.horizontal.output) >= 8
      && Loops.tile(of: description).share <= 0.75
  }
}
