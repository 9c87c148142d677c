extension OperationRule {
  /// Left and right swapped.
  static let horizontalFlip = OperationRule(
    .map { _, _, _ in .scaling(x: -1, y: 1) }, words: { _ in "mirrored" })

  /// Top and bottom swapped.
  static let verticalFlip = OperationRule(
    .map { _, _, _ in .scaling(x: 1, y: -1) }, words: { _ in "upside down" })
}
