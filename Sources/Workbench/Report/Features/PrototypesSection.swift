/// What is typical of each class, and what is not.
struct PrototypesSection {
  private let findings: FeatureFindings
  private let classCount: Int

  init(_ findings: FeatureFindings, classes: Int) {
    self.findings = findings
    classCount = classes
  }

  var section: ReportSection {
    let shown =
      findings.prototypes.count < classCount
      ? " The \(findings.prototypes.count) of \(classCount) classes with the most mistakes are shown."
      : ""
    return ReportSection(
      "prototypes", "What is typical of each class",
      note:
        "Of the judged pictures, those that point most and least in the direction of their class’s mean in the "
        + "\(findings.origin.words), with the cosine. Among the least typical are wrong labels, and kinds of pictures that are rare.\(shown)",
      body: "<div class=\"prototypes\" data-prototypes></div>")
  }
}
