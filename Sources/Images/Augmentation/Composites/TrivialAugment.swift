extension OperationRule {
  /// One operation out of fourteen, turned up to any of 31 magnitudes: nothing to tune.
  /// - Source: Müller and Hutter, "TrivialAugment", 2021, arXiv:2103.10158, the wide space.
  static let trivialAugment = OperationRule(
    .composite { _, stream in
      let space = MagnitudeSpace(
        shear: 0.99, translation: 32.0 / 224, rotation: 135, enhancement: 0.99, bits: 6)
      let operation = space.draw(from: &stream) { stream in
        Double(Int(stream.nextFraction() * 31)) / 30
      }
      return .operations(operation.map { [$0] } ?? [])
    },
    words: { _ in "TrivialAugment" })
}
