/// What averaging over views gained.
struct TestTimeSection {
  private let gain: TestTimeGain

  init(_ gain: TestTimeGain) {
    self.gain = gain
  }

  var section: ReportSection {
    let sentence = gain.sentence
    return ReportSection(
      "views", "What further views of each picture gain",
      note:
        "All figures of this report are of probabilities averaged over \(gain.passes) views of each picture. The gain is "
        + "measured on the same pictures with and without; its interval is a bootstrap over them.",
      body: "<p>\(Markup.escaped(sentence.prefix(1).uppercased() + sentence.dropFirst())).</p>")
  }
}
