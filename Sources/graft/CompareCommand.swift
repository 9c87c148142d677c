import ArgumentParser
import Workbench

struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Says which of several runs is better, by how much and how surely.",
    discussion: """
      Cross-validations are compared fold by fold (corrected for folds that share training pictures), runs that were \
      judged on one test set picture by picture (McNemar); several pairs are judged together (Holm). Runs whose folds \
      or test pictures differ are refused.

        graft crossval photos --name linear
        graft crossval photos --name hidden --hidden 256 --dropout 0.5
        graft compare runs/linear runs/hidden
        graft compare runs/linear runs/hidden --metric log-loss --json
      """)

  @Argument(help: ArgumentHelp("Folders of finished runs, two or more.", valueName: "run"))
  var runs: [String]

  @Option(
    help:
      "What is compared: accuracy, balanced-accuracy, macro-f1 or log-loss; of runs on a test set accuracy alone."
  )
  var metric: Comparison.Metric = .accuracy

  @OptionGroup var speech: OutputOptions

  mutating func run() throws {
    try Output.print(Compare(runs, metric: metric).run(), asJSON: speech.json)
  }
}

extension Comparison.Metric: ExpressibleByArgument {}
