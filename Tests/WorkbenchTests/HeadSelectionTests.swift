import Datasets
import Files
import Foundation
import Testing
import Training

@testable import Workbench

/// Features that classifiers without layers look at, on pictures whose labels are chance.
@Suite struct HeadSelectionTests {
  private static let pictures = 48
  private static let rule = "l1:0.3"

  /// Pictures of six classes, each called one of two by chance.
  private func noise(in scratch: Scratch) throws -> RunConfiguration {
    let source = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../pretrained/emoji").standardized.path
    var state: UInt64 = 88_172_645_463_325_252
    var list = "path,label\n"
    for name in ["animal", "face", "food", "object", "people", "travel"] {
      let all = try FileManager.default.contentsOfDirectory(atPath: source + "/" + name)
        .filter { $0.hasSuffix(".png") }.sorted()
      for index in 0..<Self.pictures / 6 {
        // Neighbours in the alphabet are variants of one picture.
        try scratch.copy(
          "\(source)/\(name)/\(all[index * all.count * 6 / Self.pictures])",
          to: "\(name)/\(index).png")
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        list += "\(name)/\(index).png,\(state >> 40 & 1 == 0 ? "yes" : "no")\n"
      }
    }
    try scratch.write(list, to: "noise.csv")
    var configuration = RunConfiguration(
      command: .crossval, dataPath: scratch.file("noise.csv"))
    configuration.backbone.imageSize = 64
    configuration.data.grouping = .none
    configuration.resampling.folds = 6
    configuration.resampling.comparesBaselines = false
    return configuration
  }

  private func head(
    _ classifier: RunConfiguration.Classifier, _ rule: String?
  ) -> RunConfiguration.HeadSettings {
    var head = RunConfiguration.HeadSettings()
    head.classifier = classifier
    head.selectedFeatures = rule.flatMap { SelectedFeatures($0) }
    return head
  }

  private func result(
    _ configuration: RunConfiguration, in scratch: Scratch
  ) throws -> CrossValidate.Result {
    try CrossValidate(configuration, cache: CacheFolder(path: scratch.file("cache")))
      .run(output: scratch.file("run-\(UUID().uuidString)"))
  }

  @Test(arguments: RunConfiguration.Classifier.allCases)
  func aFoldSelectsOnWhatItTrainsOn(_ classifier: RunConfiguration.Classifier) throws {
    let scratch = try Scratch()
    var configuration = try noise(in: scratch)
    configuration.head = head(classifier, Self.rule)
    let honest = try result(configuration, in: scratch)
    #expect(abs(honest.mean.accuracy - 0.5) < 0.16, "\(honest.mean.accuracy)")
    configuration.head = head(classifier, nil)
    #expect(try result(configuration, in: scratch).mean.logLoss != honest.mean.logLoss)
    // One candidate, without epochs: the inner folds choose nothing, so what they promise is honest too.
    configuration.resampling.nested = RunConfiguration.Nested()
    configuration.resampling.nested?.heads = [head(classifier, Self.rule)]
    let nested = try result(configuration, in: scratch)
    #expect(nested.folds.map(\.logLoss) == honest.folds.map(\.logLoss))
    let promised = try #require(nested.nested?.promisedAccuracy)
    #expect(abs(promised - 0.5) < 0.16, "\(promised)")
  }

  /// What the bounds above must notice: the same classifier on features that were selected with a look at all pictures.
  @Test func aSelectionOutsideOfTheFoldsWouldSeemToRecognizeChance() throws {
    let scratch = try Scratch()
    var configuration = try noise(in: scratch)
    configuration.head = head(.logisticRegression, nil)
    let session = try Session(
      configuration, cache: CacheFolder(path: scratch.file("cache")),
      run: RunFolder(output: scratch.file("run"), name: nil, command: "crossval"),
      reporter: SilentReporter(), cancellation: nil
    ) { _ in }
    let table = try #require(try session.frozenFeatures)
    let rule = try #require(SelectedFeatures(Self.rule)?.rule)
    let columns = try FeatureSelection(
      rule, of: table, training: Array(0..<Self.pictures), classCount: 2
    ).columns
    let features = table.features.floats
    let width = features.count / Self.pictures
    let narrow = FeatureTable(
      features: try .init(
        (0..<Self.pictures).flatMap { item in columns.map { features[item * width + $0] } },
        shape: [Self.pictures, columns.count]),
      labels: table.labels, weights: table.weights, identifiers: table.identifiers)
    let assignment = try StratifiedFolds(
      foldCount: 6, seed: configuration.training.seed
    ).assignment(of: session.dataset, among: session.usable, use: .folds(repeat: 0))
    func accuracy(
      _ probabilities: (_ training: [Int], _ test: [Int]) throws -> [Float]
    ) throws -> Double {
      let hits = try (0..<6).map { fold in
        let test = assignment.test(fold)
        let answers = try probabilities(assignment.training(fold), test)
        return zip(test, stride(from: 0, to: answers.count, by: 2)).count { item, place in
          (answers[place] >= answers[place + 1] ? 0 : 1) == table.labels[item]
        }
      }
      return Double(hits.reduce(0, +)) / Double(Self.pictures)
    }
    let logistic = try accuracy { training, test in
      try LogisticRegression.fit(narrow, training: training, classCount: 2)
        .probabilities(narrow.features, items: test)
    }
    #expect(logistic > 0.75, "\(logistic)")
    let nearest = try accuracy { training, test in
      try NearestNeighbours.fit(narrow, training: training, classCount: 2)
        .probabilities(narrow.features, items: test)
    }
    #expect(nearest > 0.75, "\(nearest)")
  }
}
