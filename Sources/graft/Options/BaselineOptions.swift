import ArgumentParser
import Workbench

/// What a recipe is put beside.
struct BaselineOptions: ParsableArguments {
  @Flag(
    inversion: .prefixedNo,
    help:
      "Judge the most frequent class, the nearest neighbours and a logistic regression on the features of the backbone before training on the same pictures: what has to be beaten. Where the backbone trains that is one more pass of the pictures. (default: in as many folds as pictures × classes × folds of a million allow, two at least)"
  )
  var baselines: Bool?

  @Option(
    help: ArgumentHelp(
      "The features that the logistic regression of --baselines looks at, and in a cross-validation nearest and logistic of --heads; chosen in each fold on its training pictures alone: variance[:THRESHOLD] (greater than it; 0), mutual-information[:COUNT] (the most informative; 100) or l1[:C] (those that an L1 penalty leaves; 0.03).",
      valueName: "method"))
  var selectFeatures: SelectedFeatures?

  /// - Parameter heads: Of which classifiers select too; `nil` where there is no list.
  func verifySelection(heads: HeadList?) throws {
    guard selectFeatures != nil, baselines != true, heads?.hasClassifier != true else { return }
    throw ValidationError(
      "--select-features selects for the baselines, or for nearest and logistic of crossval --heads: give --baselines too, "
        + "or such a head")
  }

  func apply(to resampling: inout RunConfiguration.Resampling) {
    resampling.comparesBaselines = baselines
    // Baselines that nobody asked for look at everything.
    resampling.selectedFeatures = baselines == true ? selectFeatures : nil
  }
}

extension SelectedFeatures: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }

  public var defaultValueDescription: String { description }
}
