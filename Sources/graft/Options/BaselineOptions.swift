import ArgumentParser
import Workbench

/// What a recipe is put beside.
struct BaselineOptions: ParsableArguments {
  @Flag(
    inversion: .prefixedNo,
    help:
      "Judge the most frequent class, the nearest neighbours and a logistic regression on the features of the backbone before training on the same pictures: what has to be beaten. Where the backbone trains that is one more pass of the pictures. (default: up to a million pictures × classes × fits, which take seconds)"
  )
  var baselines: Bool?

  @Option(
    help: ArgumentHelp(
      "With --baselines, the features that the logistic regression looks at, chosen on its training pictures alone: variance[:THRESHOLD] (greater than it; 0), mutual-information[:COUNT] (the most informative; 100) or l1[:C] (those that an L1 penalty leaves; 0.03).",
      valueName: "method"))
  var selectFeatures: SelectedFeatures?

  func validate() throws {
    if selectFeatures != nil, baselines != true {
      throw ValidationError("--select-features selects for the baselines: give --baselines too")
    }
  }

  func apply(to resampling: inout RunConfiguration.Resampling) {
    resampling.comparesBaselines = baselines
    resampling.selectedFeatures = selectFeatures
  }
}

extension SelectedFeatures: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }

  public var defaultValueDescription: String { description }
}
