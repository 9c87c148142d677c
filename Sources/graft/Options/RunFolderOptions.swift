import ArgumentParser

/// Where runs are.
struct RunFolderOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The folder that the runs are in. (default: runs)", valueName: "dir"))
  var folder: String?
}
