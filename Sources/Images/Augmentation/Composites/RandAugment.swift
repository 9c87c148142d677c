extension OperationRule {
  /// So many operations out of fourteen, all turned up to the same magnitude, of 30.
  /// - Source: Cubuk et al., "RandAugment", 2019, arXiv:1909.13719; operations and dials as in torchvision; the
  ///   `spread` around the magnitude, a standard deviation, as in timm.
  static let randAugment = OperationRule(
    [
      OperationParameter("count", .count, 1...10, usual: ValueRange(2), isWhole: true),
      OperationParameter("magnitude", .levels, 0...30, usual: ValueRange(9)),
      OperationParameter("spread", .levels, 0...10, usual: ValueRange(0)),
    ],
    .composite { values, stream in
      let space = MagnitudeSpace(
        shear: 0.3, translation: 150.0 / 331, rotation: 30, enhancement: 0.9, bits: 4)
      return .operations(
        (0..<Int(values[0])).compactMap { _ in
          space.draw(from: &stream) { stream in
            let shift = values[2] > 0 ? values[2] * Double(stream.nextNormal()) : 0
            return min(max((values[1] + shift) / 30, 0), 1)
          }
        })
    },
    words: { "RandAugment of \(Int($0[0])), magnitude \($0[1].said)" })
}
