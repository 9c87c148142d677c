import ArgumentParser

struct BackbonesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backbones",
    abstract: "Pretrained networks: what there is, download, conversion, checks.",
    discussion: """
        graft backbones list
        graft backbones fetch resnet50
      """,
    subcommands: [
      BackbonesListCommand.self, BackbonesShowCommand.self, BackbonesFetchCommand.self,
      BackbonesConvertCommand.self, BackbonesVerifyCommand.self,
    ],
    defaultSubcommand: BackbonesListCommand.self)
}
