import Backbones
import Files
import Foundation
import Testing

@testable import Workbench

@Suite struct LearningCurveTests {
  private static let sizes = [84, 169, 295, 422, 591, 844]

  /// Three folds that differ by as much in every size.
  private func curve(spread: Double = 0.001, _ accuracy: (Double) -> Double) -> LearningCurve {
    LearningCurve(
      zip(LearningCurveRun.shares + [1], Self.sizes).enumerated().map { place, size in
        LearningCurve.Size(
          share: size.0, pictures: size.1,
          accuracies: [-1.0, 0, 1].map { fold in
            accuracy(Double(size.1)) + fold * spread * (place < 5 ? 1 : -1)
          }, testToTrainRatio: 0.5)
      }, skippedShares: [])
  }

  @Test func aRisingCurveSaysWhatTwiceThePicturesMayBring() throws {
    let rising = { 0.95 - 2 * pow($0, -0.5) }
    let curve = curve(rising)
    let more = try #require(curve.extrapolation)
    #expect(more.pictures == 1688)
    #expect(abs(more.gain - (rising(1688) - rising(844))) < 1e-6)
    #expect(!curve.isFlat)
    #expect(
      curve.sentence.hasPrefix(
        "more pictures would likely help: from 844 to 1 688 pictures a curve through these points gains +2.0 points, an "
          + "extrapolation"
      ))
    let step = try #require(curve.lastStep)
    #expect(step.from == 422 && step.to == 844)
    #expect(abs(step.gain - (rising(844) - rising(422))) < 1e-12)
  }

  @Test func aFlatCurveSaysThatMoreWouldHardlyHelp() {
    let flat = curve { _ in 0.93 }
    #expect(flat.isFlat && flat.fit == nil && flat.extrapolation == nil)
    #expect(
      flat.sentence.hasPrefix(
        "more pictures of this kind would hardly help: the curve is flat, from 422 to 844 it gained "
      ))
    // Perfect folds have no spread, and nothing to gain either.
    #expect(curve(spread: 0) { _ in 1 }.isFlat)
    // It rose at first, and no more: also flat.
    #expect(curve { 0.93 - 60 * pow($0, -1.6) }.isFlat)
  }

  @Test func whatFoldsCannotTellIsNotCalledFlat() {
    let open = curve(spread: 0.08) { _ in 0.7 }
    #expect(!open.isFlat)
    #expect(open.sentence.hasPrefix("it is open whether more pictures would help: "))
  }

  /// A verdict needs a growth that is no chance, however steep the curve through the points.
  @Test func aRiseWithinChanceLeavesItOpen() {
    let rising = curve(spread: 0.1) { 0.95 - 2 * pow($0, -0.5) }
    #expect(rising.extrapolation.map { $0.gain > 0.01 } == true)
    #expect(rising.verdict == .open)
    #expect(rising.sentence.hasPrefix("it is open whether more pictures would help: from 844 "))
  }

  /// What rose until now and will hardly go on.
  @Test func aCurveThatIsNearItsEndPromisesNothing() {
    let ending = curve { 0.93 - 8 * pow($0, -1.1) }
    #expect(ending.lastStep.map { $0.gain >= LearningCurve.leastGain } == true)
    #expect(ending.extrapolation.map { $0.gain < LearningCurve.leastGain } == true)
    #expect(!ending.isFlat)
    #expect(ending.verdict == .hardlyHelps)
  }

  @Test func oneFoldIsTakenAtItsWord() {
    func single(_ last: Double) -> LearningCurve {
      LearningCurve(
        [(0.5, 50, 0.7), (1.0, 100, last)].map {
          LearningCurve.Size(
            share: $0.0, pictures: $0.1, accuracies: [$0.2], testToTrainRatio: 0.5)
        }, skippedShares: [])
    }
    #expect(single(0.8).lastStep?.interval == nil)
    #expect(single(0.8).verdict == .helps)
    #expect(single(0.7).verdict == .hardlyHelps)
  }

  @Test func aCurveThatFallsIsNotFitted() {
    let falling = curve { 0.7 + pow($0, -0.5) }
    #expect(falling.fit == nil && falling.extrapolation == nil)
    #expect(falling.verdict == .hardlyHelps)
    #expect(!falling.sentence.contains("extrapolation"))
  }

  @Test func withoutASmallerSizeThereIsNoCurve() {
    let single = LearningCurve(
      [LearningCurve.Size(share: 1, pictures: 3, accuracies: [0.5, 1], testToTrainRatio: 1)],
      skippedShares: LearningCurveRun.shares)
    #expect(single.lastStep == nil && !single.isFlat && single.verdict == nil)
    #expect(single.lines.contains { $0.contains("10 %, 20 %, 35 %, 50 %, 70 %") })
    #expect(single.sentence.contains("a class would have been missing"))
  }

  private func configuration(_ freeze: FreezingPolicy) throws -> RunConfiguration {
    var configuration = RunConfiguration(command: .crossval, dataPath: try DemoModel.data)
    configuration.data.grouping = .none
    configuration.resampling.folds = 2
    configuration.resampling.drawsLearningCurve = true
    configuration.training.epochs = 1
    configuration.backbone.imageSize = 64
    configuration.backbone.freeze = freeze
    return configuration
  }

  @Test(arguments: [FreezingPolicy.all, .stages(1)])
  func theLastPointIsTheCrossValidationItself(freeze: FreezingPolicy) throws {
    let scratch = try Scratch()
    let configuration = try configuration(freeze)
    let result = try CrossValidate(configuration, cache: CacheFolder(path: scratch.file("cache")))
      .run(output: scratch.file("run"))
    let curve = try #require(result.learningCurve)
    let last = try #require(curve.points.last)
    #expect(last.share == 1 && last.accuracy == result.mean.accuracy)
    #expect(last.interval == result.interval.accuracy)
    #expect(curve.points.count >= 2)
    #expect(curve.points.count + curve.skippedShares.count == LearningCurveRun.shares.count + 1)
    let sizes = curve.points.map(\.pictures)
    #expect(sizes == sizes.sorted() && Set(sizes).count == sizes.count)
    #expect(try scratch.contents("run/report.html").contains("Would more pictures help?"))
  }

  /// The folds of a run with a curve are those of a run without.
  @Test func theCurveChangesNothingOfTheRun() throws {
    let scratch = try Scratch()
    var configuration = try configuration(.all)
    let cache = CacheFolder(path: scratch.file("cache"))
    let with = try CrossValidate(configuration, cache: cache).run(output: scratch.file("with"))
    configuration.resampling.drawsLearningCurve = nil
    let without = try CrossValidate(configuration, cache: cache)
      .run(output: scratch.file("without"))
    #expect(without.learningCurve == nil)
    #expect(with.folds.map(\.logLoss) == without.folds.map(\.logLoss))
    #expect(
      try scratch.contents("with/predictions.csv") == scratch.contents("without/predictions.csv"))
  }

  @Test func aSearchHasNoSingleRecipeToDrawACurveOf() throws {
    var configuration = try configuration(.all)
    configuration.resampling.nested = RunConfiguration.Nested()
    #expect(throws: WorkbenchError.self) { try configuration.validate() }
  }
}
