import ArgumentParser

struct RunsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runs",
    abstract: "The runs that there are: how they were made, what came of them, where they stand.",
    discussion: """
      Run folders are the truth. A database beside them, graft-runs.sqlite, has the same for those who ask
      in SQL; it is brought up to date by every one of these commands, and made anew if it is damaged.

        graft runs list
        graft runs show train-1
        graft runs compare crossval-1 crossval-2
        graft runs export --output runs.csv
        graft runs delete train-1 train-2
      """,
    subcommands: [
      RunsListCommand.self, RunsShowCommand.self, RunsCompareCommand.self,
      RunsExportCommand.self, RunsDeleteCommand.self,
    ],
    defaultSubcommand: RunsListCommand.self)
}
