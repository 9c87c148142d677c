extension LearningCurve {
  /// Whether more pictures of this kind would help.
  enum Verdict {
    case helps
    case hardlyHelps
    /// The folds differ too much to say.
    case open
  }

  /// By what twice as many pictures would bring: as the curve goes on, or without one as the last growth did. It takes a
  /// growth that is more than chance to promise something, and one that is surely small to promise nothing.
  ///
  /// `nil` where nothing grew.
  var verdict: Verdict? {
    guard let lastStep else { return nil }
    let (low, high) = (
      lastStep.interval?.first ?? lastStep.gain, lastStep.interval?.last ?? lastStep.gain
    )
    if (extrapolation?.gain ?? lastStep.gain) >= Self.leastGain {
      return low > 0 ? .helps : .open
    }
    return high < Self.openGain ? .hardlyHelps : .open
  }

  /// The verdict and what speaks for it.
  public var sentence: String {
    switch verdict {
    case nil: reasons
    case .helps: "more pictures would likely help: \(reasons)"
    case .hardlyHelps: "more pictures of this kind would hardly help: \(reasons)"
    case .open: "it is open whether more pictures would help: \(reasons)"
    }
  }

  /// What twice the pictures may bring, in words.
  private var reasons: String {
    guard let lastStep else {
      return
        "no learning curve: in every smaller part of the pictures a class would have been missing"
    }
    if isFlat {
      return "the curve is flat, \(stepWords(lastStep))"
    }
    guard let extrapolation else {
      return "no curve of the usual shape fits these points; \(stepWords(lastStep))"
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
