/// Every class's figures.
struct ClassesSection {
  private let evidence: ReportEvidence

  init(_ evidence: ReportEvidence) {
    self.evidence = evidence
  }

  var section: ReportSection {
    let rows = zip(evidence.report.perClass, evidence.details.perClass).map { scores, row in
      let cells: [ReportTable.Cell] = [
        .text(scores.label), .number(Figure.grouped(scores.support)),
        .share(scores.precision, orBecause: "never predicted"),
        .share(scores.recall, orBecause: "no picture is of the class"),
        .share(scores.f1, orBecause: "neither there nor predicted"),
        .metric(row.averagePrecision), .number(Figure.of(row.prevalence)),
        .metric(row.areaUnderROC),
      ]
      return cells
    }
    let table = ReportTable(
      "Figures of each class",
      [
        "class", "support", "precision", "recall", "F1", "average precision", "prevalence",
        "ROC AUC",
      ], rows)
    return ReportSection(
      "classes", "Class by class",
      note:
        "Precision: of what was taken for the class, how much is of it. Recall: of what is of the class, how much "
        + "was found. Guessing gives an average precision of the prevalence and a ROC AUC of 0.5.",
      body: table.markup)
  }
}
