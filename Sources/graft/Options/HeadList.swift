import ArgumentParser
import Names
import Workbench

/// `linear,256@0.5,512x128,nearest`: heads by the sizes of their hidden layers, each with a dropout of its own behind
/// `@`, or classifiers by their names.
struct HeadList {
  private struct Entry {
    let name: String
    let hidden: [Int]
    let dropout: Double?
    var classifier: RunConfiguration.Classifier?
  }

  private let entries: [Entry]

  /// - Throws: `ValidationError` naming the head that is none, with the nearest name.
  static func parsed(_ text: String) throws -> HeadList {
    HeadList(
      entries: try text.split(separator: ",", omittingEmptySubsequences: false).map(entry))
  }

  private static let linear = "linear"

  private static func entry(_ text: Substring) throws -> Entry {
    if let classifier = RunConfiguration.Classifier(rawValue: String(text)) {
      return Entry(name: String(text), hidden: [], dropout: nil, classifier: classifier)
    }
    let halves = text.split(separator: "@", omittingEmptySubsequences: false)
    let sizes = halves[0].split(separator: "x", omittingEmptySubsequences: false)
    let hidden = halves[0] == linear ? [] : sizes.compactMap { Int($0) }
    let dropout = halves.count == 2 ? Double(halves[1]) : nil
    guard halves[0] == linear || hidden.count == sizes.count, halves.count <= 2,
      (halves.count == 2) == (dropout != nil)
    else {
      let names = [linear] + RunConfiguration.Classifier.allCases.map(\.rawValue)
      let nearest = NearestName.of(String(halves[0]), among: names).flatMap {
        $0 == halves[0] ? nil : "; did you mean \($0)?"
      }
      throw ValidationError(
        "\(text.isEmpty ? "nothing" : "\(text)") is no head\(nearest ?? ""): --heads takes \(linear) or sizes of hidden "
          + "layers (256, 512x128), with a dropout of their own behind @ (256@0.5), nearest and logistic"
      )
    }
    return Entry(name: String(text), hidden: hidden, dropout: dropout)
  }

  var hasClassifier: Bool { entries.contains { $0.classifier != nil } }

  /// - Parameters:
  ///   - settings: What the heads share.
  ///   - selection: What classifiers among them look at.
  func candidates(
    _ settings: RunConfiguration.HeadSettings, selecting selection: SelectedFeatures?
  ) -> [CrossValidateHeads.Candidate] {
    entries.map { entry in
      var own = settings
      own.hidden = entry.hidden
      own.dropout = entry.dropout ?? settings.dropout
      own.classifier = entry.classifier
      own.selectedFeatures = entry.classifier == nil ? nil : selection
      return CrossValidateHeads.Candidate(name: entry.name, settings: own)
    }
  }
}

extension CrossValidateHeads.Result: Summarized {
  var summary: String {
    comparison.summary
      + "\n\(Figure.duration(seconds)) in all; runs: \(runs.map(\.run).joined(separator: ", "))"
  }
}
