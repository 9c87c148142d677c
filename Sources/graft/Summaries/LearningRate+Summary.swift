import Workbench

extension LearningRateFinder.Result: Summarized {
  var summary: String {
    [
      "suggested learning rate: \(Figure.short(suggestion)) (of \(steps) steps the loss fell fastest at "
        + "\(Figure.short(steepest)) and was lowest at \(Figure.short(minimum)))",
      SuggestedCommand(sweep: Array(CommandLine.arguments.dropFirst()), rate: suggestion).line,
      "curve: \(csv), \(picture)",
    ].joined(separator: "\n")
  }
}
