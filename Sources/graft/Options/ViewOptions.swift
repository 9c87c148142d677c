import ArgumentParser
import Workbench

/// How often a finished model looks at each picture.
struct ViewOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Average the probabilities over views of each picture: flip (as it is, and mirrored), or so many (as it is, and views of the policy standard). Each costs a pass.",
      valueName: "count|flip"))
  var tta: TestTimeViews?
}

extension TestTimeViews: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}
