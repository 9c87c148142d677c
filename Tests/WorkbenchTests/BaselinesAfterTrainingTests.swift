import Files
import Foundation
import Testing
import Workers

@testable import Workbench

/// Baselines of a run whose backbone trains.
@Suite struct BaselinesAfterTrainingTests {
  private struct Trained {
    let session: Session
    let scratch: Scratch
    let warnings = Warnings()
    let cancellation = Cancellation()

    /// - Parameter asksForBaselines: `nil` where nobody says so.
    init(asksForBaselines: Bool? = nil, seed: UInt64 = 0) throws {
      scratch = try Scratch()
      try scratch.copy(DemoModel.data, to: "data")
      var configuration = RunConfiguration(command: .train, dataPath: scratch.file("data"))
      configuration.backbone.name = "squeezenet1_1"
      configuration.backbone.weights = "none"
      configuration.backbone.imageSize = 32
      configuration.backbone.freeze = .nothing
      configuration.training.seed = seed
      configuration.resampling.comparesBaselines = asksForBaselines
      session = try Session(
        configuration, cache: CacheFolder(path: scratch.file("cache")),
        run: RunFolder(output: scratch.file("run"), name: nil, command: "train"),
        reporter: warnings, cancellation: cancellation
      ) { _ in }
    }

    func compared() throws -> [Baseline]? {
      try session.baselines {
        try $0.compared(
          Baselines.Fold(training: [0, 1, 3, 4], test: [2, 5]), recipe: [true, false])
      }
    }

    func features() throws -> [Float] {
      try session.featuresBeforeTraining().table.features.floats
    }

    func loseAPicture() throws {
      let path = try #require(session.dataset.items.first?.path)
      try FileManager.default.removeItem(atPath: path)
    }
  }

  @Test func theyLookAtWhatTheTrainingBeganWith() throws {
    let trained = try Trained(seed: 5)
    let found = try #require(try trained.compared())
    #expect(found.map(\.name) == Baseline.Name.allCases)
    #expect(found[0].accuracy == 0.5 && found[0].difference == 0)
    let features = try trained.features()
    #expect(try Trained(seed: 5).features() == features)
    // Without published weights the training begins with those of its seed.
    #expect(try Trained(seed: 6).features() != features)
    #expect(trained.warnings.texts.isEmpty)
  }

  @Test func aTrainingIsNotLostForBaselinesThatNobodyAskedFor() throws {
    let trained = try Trained()
    try trained.loseAPicture()
    #expect(try trained.compared() == nil)
    #expect(trained.warnings.texts.count == 1)
    #expect(trained.warnings.texts[0].hasPrefix("the run is put beside no baselines: "))
    let asked = try Trained(asksForBaselines: true)
    try asked.loseAPicture()
    #expect(throws: FileError.self) { try asked.compared() }
  }

  @Test func theReportLooksAtThemOnceTheyAreThere() throws {
    let trained = try Trained()
    let splits = [JudgedSplit(training: [0, 1, 3, 4], judged: [2, 5])]
    #expect(try trained.session.reportFeatures(splits) == nil)
    _ = try trained.compared()
    let looked = try #require(try trained.session.reportFeatures(splits))
    #expect(looked.origin == .beforeTraining)
    #expect(looked.items == trained.session.dataset.items)
    #expect(try looked.features.table.features.floats == trained.features())
    // They were not computed again: a picture that has gone since is not missed.
    try trained.loseAPicture()
    #expect(try trained.features() == looked.features.table.features.floats)
  }

  @Test func anInterruptionIsOne() throws {
    let trained = try Trained()
    trained.cancellation.cancel()
    #expect(throws: CancellationError.self) { try trained.compared() }
    #expect(trained.warnings.texts.isEmpty)
  }
}
