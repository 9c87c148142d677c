/// The five kinds of module in Inception v3, with what varies between two of a kind.
/// - Source: arXiv:1512.00567, figures 5, 10, 6, 10 and 7; torchvision's `InceptionA` to
///   `InceptionE`.
enum InceptionBlock {
  /// 1×1, 5×5 and two 3×3 side by side (`InceptionA`).
  case wide(poolChannels: Int)
  /// Halves the map, 35 to 17 (`InceptionB`).
  case firstReduction
  /// 7×7 split into 1×7 and 7×1 (`InceptionC`).
  case factorized(channels: Int)
  /// Halves the map, 17 to 8 (`InceptionD`).
  case secondReduction
  /// 3×3 split into 1×3 beside 3×1 (`InceptionE`).
  case expanded
}
