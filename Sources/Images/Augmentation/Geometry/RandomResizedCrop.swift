import Glibc

extension OperationRule {
  /// A part of the picture of some area and shape, anywhere, stretched to the view. It replaces evaluation's crop.
  ///
  /// A part that would be wider or higher than the picture shrinks until it fits and keeps its shape, where
  /// torchvision's `RandomResizedCrop` draws again, ten times, and then takes the middle.
  /// - Source: Szegedy et al., "Going deeper with convolutions", 2014, arXiv:1409.4842, section 6.
  static let randomResizedCrop = OperationRule(
    [
      OperationParameter("area", .fractionOfArea, 0.01...1),
      OperationParameter(
        "ratio", .ratio, 0.1...10, usual: ValueRange(3.0 / 4...4.0 / 3, .logUniform)),
      OperationParameter("x", .share, 0...1, usual: ValueRange(0...1)),
      OperationParameter("y", .share, 0...1, usual: ValueRange(0...1)),
      OperationParameter("strength", .share, 0...1, neutral: 0, usual: ValueRange(1)),
    ],
    .crop { values, frame in
      let area = values[0] * frame.imageWidth * frame.imageHeight
      let width = (area * values[1]).squareRoot()
      let height = (area / values[1]).squareRoot()
      let fit = min(1, frame.imageWidth / width, frame.imageHeight / height)
      let (cropWidth, cropHeight) = (width * fit, height * fit)
      let left = values[2] * (frame.imageWidth - cropWidth)
      let top = values[3] * (frame.imageHeight - cropHeight)
      let drawn = PictureBox(
        columns: left...(left + cropWidth), rows: top...(top + cropHeight))
      return frame.evaluation.moved(towards: drawn, by: values[4])
    },
    words: { "\($0[0].saidPercent) of the picture, \($0[1].said) : 1" })
}
