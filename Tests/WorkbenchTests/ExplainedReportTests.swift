import Backbones
import Files
import Foundation
import Testing

@testable import Workbench

/// Whether the mistakes in a report are explained.
@Suite struct ExplainedReportTests {
  /// What the page's script works on.
  private struct Page: Decodable {
    struct Pictures: Decodable {
      let pictures: [Picture]
      let mistakes: [Int]
    }

    struct Picture: Decodable {
      let truth: Int
      let predicted: Int
      let maps: [Map]?
    }

    struct Map: Decodable {
      let label: Int
      let source: String
    }

    let pictures: Pictures
  }

  private func pictures(of report: String) throws -> Page.Pictures {
    let found = try #require(
      report.firstMatch(of: /id="report-data">(.*?)<\/script>/.dotMatchesNewlines()))
    return try JSONDecoder().decode(Page.self, from: Data(found.1.utf8)).pictures
  }

  private func expectExplanations(_ report: String) throws {
    let pictures = try pictures(of: report)
    #expect(!pictures.mistakes.isEmpty)
    for picture in pictures.mistakes.map({ pictures.pictures[$0] }) {
      #expect(picture.maps?.map(\.label) == [picture.predicted, picture.truth])
    }
    // Nobody asks why a picture was recognized.
    #expect(pictures.pictures.allSatisfy { $0.truth != $0.predicted || $0.maps == nil })
    #expect(report.contains("both on one scale"))
  }

  /// The demo pictures, each under both labels: whatever is learned, some are mistaken.
  private func contradictions(_ scratch: Scratch) throws -> String {
    for (label, other) in [("animal", "food"), ("food", "animal")] {
      for name in try FileManager.default.contentsOfDirectory(atPath: DemoModel.data + "/" + label)
      {
        let picture = try "\(DemoModel.data)/\(label)/\(name)"
        try scratch.copy(picture, to: "data/\(label)/\(name)")
        try scratch.copy(picture, to: "data/\(other)/\(name)")
      }
    }
    return scratch.file("data")
  }

  @Test func theMistakesOfAnEvaluationAreExplained() throws {
    let scratch = try Scratch()
    _ = try Evaluate(model: DemoModel.model, dataPath: contradictions(scratch))
      .run(output: scratch.file("judged"))
    try expectExplanations(try scratch.contents("judged/report.html"))
  }

  private func configuration(_ data: String) -> RunConfiguration {
    var configuration = RunConfiguration(command: .crossval, dataPath: data)
    configuration.data.grouping = .none
    configuration.resampling.folds = 2
    configuration.training.epochs = 1
    configuration.backbone.imageSize = 64
    return configuration
  }

  private func report(_ configuration: RunConfiguration, in scratch: Scratch) throws -> String {
    _ = try CrossValidate(configuration, cache: CacheFolder(path: scratch.file("cache")))
      .run(output: scratch.file("run"))
    return try scratch.contents("run/report.html")
  }

  @Test(arguments: [FreezingPolicy.all, .stages(1)])
  func theMistakesOfACrossValidationAreExplained(freeze: FreezingPolicy) throws {
    let scratch = try Scratch()
    var configuration = configuration(try contradictions(scratch))
    configuration.backbone.freeze = freeze
    try expectExplanations(try report(configuration, in: scratch))
  }

  /// Folds may then have heads of other layers.
  @Test func theMistakesOfANestedSearchAreExplained() throws {
    let scratch = try Scratch()
    var configuration = configuration(try contradictions(scratch))
    var hidden = RunConfiguration.HeadSettings()
    hidden.hidden = [4]
    var nested = RunConfiguration.Nested()
    nested.innerFolds = 2
    nested.heads = [RunConfiguration.HeadSettings(), hidden]
    configuration.resampling.nested = nested
    try expectExplanations(try report(configuration, in: scratch))
  }

  @Test func aClassifierWithoutGradientsExplainsNothingAndClaimsNothing() throws {
    let scratch = try Scratch()
    var configuration = configuration(try contradictions(scratch))
    configuration.head.classifier = .nearestNeighbours
    let report = try report(configuration, in: scratch)
    let pictures = try pictures(of: report)
    #expect(!pictures.mistakes.isEmpty)
    #expect(pictures.pictures.allSatisfy { $0.maps == nil })
    #expect(!report.contains("both on one scale"))
  }
}
