import ArgumentParser
import Workbench

struct RunsCompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "As `graft compare`, of runs by their names in the folder.",
    discussion: """
        graft runs compare crossval-1 crossval-2
        graft runs compare linear hidden --folder experiments --metric log-loss
      """)

  @Argument(
    help: ArgumentHelp("Names in the folder, or paths, two or more.", valueName: "run"))
  var runs: [String]

  @Option(
    help:
      "What is compared: accuracy, balanced-accuracy, macro-f1 or log-loss; of runs on a test set accuracy alone."
  )
  var metric: Comparison.Metric = .accuracy

  @OptionGroup var place: RunFolderOptions
  @OptionGroup var speech: OutputOptions

  mutating func run() throws {
    try Output.print(
      Compare(runs, in: place.folder, metric: metric).run(), asJSON: speech.json)
  }
}
