/// What the inner folds chose, and what they promised.
struct NestedSection {
  private let nested: NestedResult

  /// - Returns: `nil` where nothing was searched.
  init?(_ result: CrossValidate.Result) {
    guard let nested = result.nested else { return nil }
    self.nested = nested
  }

  var section: ReportSection {
    let names = nested.candidates.map { "\($0.name), rate \($0.learningRate)" }
    let candidates = ReportTable(
      "What was chosen", ["head", "learning rate", "chosen in folds"],
      nested.candidates.map {
        [.text($0.name), .number("\($0.learningRate)"), .number("\($0.timesChosen)")]
      })
    let choices = ReportTable(
      "The choices in numbers",
      ["repeat · fold", "chosen", "epoch", "promised by inner folds", "on its own pictures"],
      nested.choices.map { choice in
        [
          .text("\(choice.repeat) · \(choice.fold)"), .text(names[choice.candidate]),
          .number("\(choice.epoch)"), .share(choice.innerAccuracy), .share(choice.accuracy),
        ]
      })
    return ReportSection(
      "nested", "What the search chose, and what it promised",
      note:
        "In each fold, \(nested.innerFolds) inner folds of its training part chose head, learning rate and epoch; the "
        + "fold’s own pictures had no part in that. The best of many figures is too good by luck, so what a search "
        + "reports of its winner flatters it.",
      body: """
        <p>\(Markup.escaped(nested.sentence.prefix(1).uppercased() + nested.sentence.dropFirst())).</p>
        \(candidates.markup)
        \(choices.folded("The choices in numbers"))
        """)
  }
}
