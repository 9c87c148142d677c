import ArgumentParser
import Workbench

/// `linear,256@0.5,512x128,nearest`: heads by the sizes of their hidden layers, each with a dropout of its own behind
/// `@`, or classifiers by their names.
struct HeadList: ExpressibleByArgument {
  private struct Entry {
    let name: String
    let hidden: [Int]
    let dropout: Double?
    var classifier: RunConfiguration.Classifier?
  }

  private let entries: [Entry]

  init?(argument: String) {
    var entries: [Entry] = []
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      guard let entry = Self.entry(part) else { return nil }
      entries.append(entry)
    }
    self.entries = entries
  }

  private static func entry(_ text: Substring) -> Entry? {
    if let classifier = RunConfiguration.Classifier(rawValue: String(text)) {
      return Entry(name: String(text), hidden: [], dropout: nil, classifier: classifier)
    }
    let halves = text.split(separator: "@", omittingEmptySubsequences: false)
    guard halves.count <= 2 else { return nil }
    var dropout: Double?
    if halves.count == 2 {
      guard let value = Double(halves[1]) else { return nil }
      dropout = value
    }
    guard halves[0] != "linear" else {
      return Entry(name: String(text), hidden: [], dropout: dropout)
    }
    let sizes = halves[0].split(separator: "x", omittingEmptySubsequences: false)
    let hidden = sizes.compactMap { Int($0) }
    guard hidden.count == sizes.count else { return nil }
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
