import ArgumentParser
import Workbench

/// How a cross-validation divides its pictures, and what it chooses.
struct ResamplingOptions: ParsableArguments {
  /// `--folds 10`, or a file that lists them.
  enum Folds: ExpressibleByArgument {
    case count(Int)
    case file(String)

    init?(argument: String) {
      guard !argument.isEmpty else { return nil }
      self = Int(argument).map(Folds.count) ?? .file(argument)
    }

    var defaultValueDescription: String {
      switch self {
      case .count(let count): "\(count)"
      case .file(let path): path
      }
    }
  }

  @Option(
    help: ArgumentHelp(
      "Parts into which the pictures are divided, or a CSV file that says so (path,fold or path,repeat,fold, such as folds.csv of a run).",
      valueName: "count|file"))
  var folds: Folds = .count(RunConfiguration.Resampling().folds)

  @Option(help: "Times that the division is drawn anew.")
  var repeats = 1

  @Option(
    help: ArgumentHelp(
      "Instead of folds, judge this share of the pictures, drawn anew in each repeat.",
      valueName: "share"))
  var holdout: Double?

  @Flag(
    help:
      "Instead of folds, judge one group after the other (--group-by): what to expect of a group that training has never seen."
  )
  var leaveOneGroupOut = false

  @Flag(
    help:
      "In each fold, choose head (--heads), learning rate (--lrs) and epoch on inner folds of its training part: the figure is then of the choice too."
  )
  var nested = false

  @Option(help: "Parts into which --nested divides the training part of a fold. (default: 5)")
  var innerFolds: Int?

  @Option(
    help: ArgumentHelp("Learning rates that --nested chooses from.", valueName: "1e-3,3e-4,..."))
  var lrs: NumberList?

  func validate() throws {
    guard !nested else { return }
    if innerFolds != nil { throw ValidationError("--inner-folds is for --nested: give both") }
    if lrs != nil {
      throw ValidationError("--lrs is what --nested chooses from: give both, or one --lr")
    }
  }

  /// - Parameter heads: From which a nested search chooses; none for the run's own.
  func apply(
    to resampling: inout RunConfiguration.Resampling, heads: [RunConfiguration.HeadSettings]
  ) {
    switch folds {
    case .count(let count): resampling.folds = count
    case .file(let path): resampling.foldsFile = path
    }
    resampling.repeats = repeats
    resampling.holdoutFraction = holdout
    if leaveOneGroupOut { resampling.leavesOneGroupOut = true }
    guard nested else { return }
    var search = RunConfiguration.Nested()
    if let innerFolds { search.innerFolds = innerFolds }
    search.heads = heads
    search.learningRates = lrs?.values ?? []
    resampling.nested = search
  }
}
