extension OperationRule {
  /// Written as a JPEG of this quality, colours at half resolution, and read back.
  static let jpeg = OperationRule(
    [OperationParameter("quality", .quality, 1...100, isWhole: true)],
    .pixels { values, _, canvas throws(ImageError) in
      let bytes = try canvas.finished().jpeg(quality: Int(values[0]))
      canvas.replace(by: try Image.decode(bytes, path: "augmentation"))
    },
    words: { "JPEG of quality \(Int($0[0]))" })
}
