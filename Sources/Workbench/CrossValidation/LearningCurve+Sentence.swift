extension LearningCurve {
  /// What twice the pictures may bring, in words.
  public var sentence: String {
    guard let lastStep else {
      return
        "no learning curve: in every smaller part of the pictures a class would have been missing"
    }
    if isFlat {
      return
        "the curve is flat: \(stepWords(lastStep)); more pictures of this kind would hardly help"
    }
    guard let extrapolation else {
      let isOpen = lastStep.interval.map { $0[0] <= 0 && $0[1] >= Self.openGain } ?? false
      return "no curve of the usual shape fits these points: \(stepWords(lastStep))"
        + (isOpen ? ", too uncertain to say whether more would help" : "")
    }
    return
      "from \(Figure.grouped(extrapolation.pictures / 2)) to \(Figure.grouped(extrapolation.pictures)) pictures a curve "
      + "through these points gains \(Figure.points(extrapolation.gain)) points, an extrapolation; \(stepWords(lastStep))"
  }

  private func stepWords(_ step: Step) -> String {
    "from \(Figure.grouped(step.from)) to \(Figure.grouped(step.to)) it gained \(Figure.points(step.gain)) points"
      + (step.interval.map {
        " (95 % interval \(Figure.points($0[0])) to \(Figure.points($0[1])))"
      } ?? "")
  }

  /// Which sizes are missing, in words; `nil` if none is.
  var skippedWords: String? {
    skippedShares.isEmpty
      ? nil
      : "left out, since a class would have been missing or nothing added: "
        + skippedShares.map { "\(Int(($0 * 100).rounded())) %" }.joined(separator: ", ")
  }

  /// The points and what they say, for a terminal.
  public var lines: [String] {
    let sizes = points.map { point in
      "trained on \(Figure.grouped(point.pictures)) pictures (\(Int((point.share * 100).rounded())) %): accuracy "
        + Figure.percent(point.accuracy)
        + (point.interval.map { ", \(Figure.interval($0[0], $0[1]))" } ?? "")
    }
    return sizes + (skippedWords.map { [$0] } ?? []) + [sentence]
  }
}
