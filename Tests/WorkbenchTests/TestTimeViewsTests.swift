import Evaluation
import Foundation
import Images
import Testing

@testable import Workbench

@Suite struct TestTimeViewsTests {
  private func judged(
    _ views: TestTimeViews?, _ model: String, _ data: String, output: String? = nil
  ) throws -> Evaluate.Result {
    var settings = Evaluate.Settings()
    settings.testTimeViews = views
    return try Evaluate(model: model, dataPath: data, settings: settings).run(output: output)
  }

  private func probabilities(
    _ views: TestTimeViews?, _ model: String, _ data: String
  ) throws -> [[String: Float]] {
    try Predict(model: model, paths: [data], views: views).run().predictions.map {
      Dictionary(uniqueKeysWithValues: $0.top.map { ($0.label, $0.probability) })
    }
  }

  @Test func oneViewIsThePictureAsItIsBitForBit() throws {
    let scratch = try Scratch()
    let (model, data) = (try DemoModel.model, try DemoModel.data)
    #expect(try probabilities(.views(1), model, data) == probabilities(nil, model, data))
    let one = try judged(.views(1), model, data, output: scratch.file("one"))
    let plain = try judged(nil, model, data, output: scratch.file("plain"))
    #expect(
      try scratch.contents("one/predictions.csv") == scratch.contents("plain/predictions.csv"))
    #expect(plain.testTimeAugmentation == nil)
    let gain = try #require(one.testTimeAugmentation)
    #expect(gain.gain == 0 && gain.passes == 1 && gain.pValue == 1 && gain.interval == nil)
    #expect(gain.sentence == "averaging over views (1) changes no answer, for 1 pass a picture")
  }

  /// In the mirror each class looks like the other: the mean of both is no answer at all.
  @Test func aHarmThatIsMoreThanChanceIsCalledThat() throws {
    let scratch = try Scratch()
    let result = try judged(
      .flip, try KnownModel.ofSides(in: scratch), try KnownModel.sidePictures(in: scratch),
      output: scratch.file("judged"))
    #expect(result.metrics.accuracy == 0.5)
    let gain = try #require(result.testTimeAugmentation)
    #expect(gain.accuracyWithout == 1 && gain.gain == -0.5 && gain.passes == 2)
    #expect(gain.onlyWith == 0 && gain.onlyWithout == 6 && gain.pValue < 0.05)
    let interval = try #require(gain.interval)
    #expect(interval[0] < -0.5 && -0.5 < interval[1] && interval[1] < 0)
    #expect(
      gain.sentence.hasPrefix("averaging over views (flip): -50.0 points against 100.0 % without"))
    #expect(gain.sentence.contains("more than chance"))
    let page = try scratch.contents("judged/report.html")
    #expect(page.contains("What further views of each picture gain"))
    #expect(page.contains("--tta flip</code>"))
  }

  @Test func aGainOfTwoPicturesIsWithinChance() throws {
    func predictions(right: Int) throws -> Predictions {
      let rows = (0..<20).flatMap { $0 < right ? [0.9, 0.1] : [0.2, 0.8] }
      return try Predictions(
        probabilities: rows, labels: [Int](repeating: 0, count: 20), classCount: 2)
    }
    let gain = TestTimeGain(
      .views(8), with: try predictions(right: 16), without: try predictions(right: 14))
    #expect(abs(gain.gain - 0.1) < 1e-12 && gain.accuracyWithout == 0.7)
    #expect(gain.onlyWith == 2 && gain.onlyWithout == 0)
    #expect(gain.pValue > 0.05 && gain.sentence.contains("within chance"))
    #expect(gain.sentence.contains("8 passes a picture"))
  }

  @Test func evaluateAndPredictAverageTheSameViews() throws {
    let scratch = try Scratch()
    let (model, data) = (try DemoModel.model, try DemoModel.data)
    _ = try judged(.views(3), model, data, output: scratch.file("judged"))
    let rows = try scratch.contents("judged/predictions.csv").split(separator: "\n").dropFirst()
    let predicted = try probabilities(.views(3), model, data)
    #expect(rows.count == predicted.count)
    for (row, predicted) in zip(rows, predicted) {
      let fields = row.split(separator: ",")
      #expect(Float(fields[3]) == predicted["animal"] && Float(fields[4]) == predicted["food"])
    }
    #expect(try predicted != probabilities(nil, model, data))
  }

  /// Calibrating each view and averaging then would be something else.
  @Test func theModelsOwnRuleIsForTheMean() throws {
    let scratch = try Scratch()
    try scratch.copy(DemoModel.model, to: "model")
    var model = try Model(folder: scratch.file("model"))
    var rule = DecisionRule()
    rule.temperature = try JSONDecoder().decode(
      TemperatureScaling.self, from: Data(#"{"temperature": 3, "outcome": "found"}"#.utf8))
    model.description.decision = rule
    try model.write(to: scratch.file("model"))
    let data = try DemoModel.data
    let raw = try probabilities(.views(3), DemoModel.model, data)
    let calibrated = try probabilities(.views(3), scratch.file("model"), data)
    for (raw, calibrated) in zip(raw, calibrated) {
      let expected = rule.calibrated(
        try DemoModel.classes.map { try #require(raw[$0]) }, classCount: 2)
      #expect(try DemoModel.classes.map { try #require(calibrated[$0]) } == expected)
    }
  }

  @Test func aModelAbstainsByTheMean() throws {
    let scratch = try Scratch()
    let folder = try KnownModel.ofSides(in: scratch)
    let data = try KnownModel.sidePictures(in: scratch)
    var model = try Model(folder: folder)
    model.description.decision = DecisionRule()
    model.description.decision?.leastConfidence = 0.9
    try model.write(to: folder)
    #expect(
      try Predict(model: folder, paths: [data]).run().predictions.allSatisfy { $0.answer != nil })
    #expect(
      try Predict(model: folder, paths: [data], views: .flip).run().predictions.allSatisfy {
        $0.answer == nil
      })
    #expect(try judged(.flip, folder, data).answering?.coverage == 0)
  }

  @Test func whereClassesDifferBySideNothingIsMirrored() throws {
    let scratch = try Scratch()
    let labels = ["left", "right"]
    let model = try KnownModel.ofSides(in: scratch, labels: labels)
    let data = try KnownModel.sidePictures(in: scratch, labels: labels)
    #expect(throws: WorkbenchError.self) { try judged(.flip, model, data) }
    let views = try TestTimeViews.views(20).parameters(for: labels, SilentReporter())
    #expect(views.count == 20 && views[0] == .identity)
    #expect(Set(views).count == 20)
    #expect(!views.flatMap(\.operations).contains { $0.kind == .horizontalFlip })
    #expect(
      try TestTimeViews.views(20).parameters(for: ["sun", "moon"], SilentReporter())
        .flatMap(\.operations).contains { $0.kind == .horizontalFlip })
  }

  @Test func aFlagIsFlipOrANumberOfViews() {
    #expect(TestTimeViews("flip") == .flip)
    #expect(TestTimeViews("8") == .views(8))
    for text in ["0", "-1", "mirror", "", "1001"] { #expect(TestTimeViews(text) == nil) }
  }

  @Test func changedPicturesAndExplanationsAreOfOneView() throws {
    var settings = Evaluate.Settings()
    settings.testTimeViews = .flip
    settings.robustnessCount = 5
    let (model, data) = (try DemoModel.model, try DemoModel.data)
    #expect(throws: WorkbenchError.self) {
      try Evaluate(model: model, dataPath: data, settings: settings).run()
    }
  }
}
