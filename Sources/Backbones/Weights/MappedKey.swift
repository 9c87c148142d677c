/// What becomes of a tensor of a file.
enum MappedKey: Equatable {
  /// It is the parameter `name`, once its axes are put into the order `axes` (all where `nil` as
  /// they are): axis `n` of the parameter is axis `axes[n]` of the file.
  case parameter(String, axes: [Int]?)
  /// It is known, and no part of the network.
  case passedOver
}
