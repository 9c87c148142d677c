/// The training pictures that lie nearest to what went wrong.
struct NeighboursSection {
  private let findings: FeatureFindings

  init(_ findings: FeatureFindings) {
    self.findings = findings
  }

  /// - Returns: `nil` where no picture has neighbours.
  var section: ReportSection? {
    guard !findings.nearest.isEmpty else { return nil }
    let which =
      findings.nearestAreMistakes
      ? "The most confident mistakes, each beside the training pictures"
      : "Nothing went wrong; the least certain pictures, each beside the training pictures"
    return ReportSection(
      "neighbours", "What it had seen that looks alike",
      note:
        "\(which) that are nearest to it in the \(findings.origin.words), nearest first, with the cosine of both. Where these have "
        + "the label that it was taken for, look at the labels; where nothing is alike, more such pictures would help.",
      body: "<div data-neighbours></div>")
  }
}
