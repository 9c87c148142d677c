import ArgumentParser

@main
struct Graft: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "graft",
    abstract: "Fine-tunes pretrained image classifiers and tells how far they can be trusted.",
    discussion: """
      Start with a folder of pictures, one subfolder a class:

        graft crossval photos --refit     how good will a classifier of these be? and train it
        graft predict runs/crossval-1 new.jpg
      """,
    version: "0.1.0",
    subcommands: [
      TrainCommand.self, CrossValidateCommand.self, LearningRateCommand.self,
      InspectCommand.self, PreviewCommand.self, EvaluateCommand.self, PredictCommand.self,
      EmbedCommand.self, CompareCommand.self,
      BackbonesCommand.self,
      RunsCommand.self, CacheCommand.self,
    ])

  /// Reads the arguments, runs, and turns whatever goes wrong into a message and an exit code.
  static func main() {
    Entry.run()
  }
}
