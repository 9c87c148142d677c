import ArgumentParser

struct CacheCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cache",
    abstract: "The features that runs share: what there is, and how to get rid of it.",
    discussion: """
      Downloaded backbones are not part of it.

        graft cache list
        graft cache clear
      """,
    subcommands: [CacheListCommand.self, CacheClearCommand.self],
    defaultSubcommand: CacheListCommand.self)
}
