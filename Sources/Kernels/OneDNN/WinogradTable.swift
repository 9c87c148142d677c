import CLoops

/// Where Winograd's convolution, oneDNN's or at strides of 2 a loop of our own, beats oneDNN's direct one.
///
/// `graft-bench convolutions` times both for every 3×3 layer and every stem of every backbone at micro-batches 1, 8
/// and 16; `Benchmarks/results/convolutions.csv` holds what it measured on a processor with AVX-512. At a stride
/// of 1 Winograd won all but the rows below, by 1.1 to 3.3 times, so it is also the rule for layers that were not
/// measured. Nothing is timed when a plan is made.
enum WinogradTable {
  private struct Layer: Hashable {
    let height: Int
    let width: Int
    let inputChannels: Int
    let outputChannels: Int
    let batch: Int
  }

  /// The measured layers for which direct convolution was the faster.
  private static let lost: Set<Layer> = [
    Layer(height: 149, width: 149, inputChannels: 32, outputChannels: 32, batch: 1)
  ]

  /// - Returns: Whether to ask for Winograd. oneDNN has it for AVX-512 in single precision, 3×3 kernels of
  ///   stride 1, no groups, no dilation; with fewer input channels than a block it would compute zeros.
  static func isFaster(for geometry: ConvolutionGeometry) -> Bool {
    let axes = [geometry.vertical, geometry.horizontal]
    guard OneDNN.channelBlock == 16, geometry.groups == 1,
      geometry.inputChannels >= OneDNN.channelBlock,
      axes.allSatisfy({ axis in
        axis.kernel == 3 && axis.stride == 1 && axis.dilation == 1
          && axis.paddingBefore <= 1 && axis.paddingAfter <= 1
      })
    else { return false }
    return !lost.contains(
      Layer(
        height: geometry.vertical.input, width: geometry.horizontal.input,
        inputChannels: geometry.inputChannels, outputChannels: geometry.outputChannels,
        batch: geometry.batch))
  }

  /// - Returns: Whether a loop of our own for strides of 2 is faster: 7×7 taps over a picture by 1.7 times; 3×3 taps by
  ///   1.2 to 1.5 times from 64 channels on; with 32 it is a draw, and at 7 outputs to a side it sometimes loses.
  static func isFasterAtStrides(for description: ConvolutionDescription) -> Bool {
    guard OneDNN.channelBlock == 16, Loops.best.path == graft_loop_path_avx512,
      description.outputChannels >= OneDNN.channelBlock
    else { return false }
    if Loops.hasStemWinograd(description) { return true }
    return Loops.hasStridedWinograd(description)
      && min(description.inputChannels, description.outputChannels) >= 64
      && min(description.vertical.output, description.horizontal.output) >= 8
  }
}
