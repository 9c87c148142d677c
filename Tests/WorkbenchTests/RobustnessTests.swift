import Datasets
import Foundation
import Images
import Testing

@testable import Workbench

@Suite struct RobustnessTests {
  private func judged(
    _ model: String, _ data: String, count: Int = 500, output: String? = nil
  ) throws -> Evaluate.Result {
    var settings = Evaluate.Settings()
    settings.robustnessCount = count
    return try Evaluate(model: model, dataPath: data, settings: settings).run(output: output)
  }

  private func levels(_ name: String, _ robustness: Robustness) throws -> [Robustness.Level] {
    try #require(robustness.changes.first { $0.name == name }).levels
  }

  @Test func aModelOfLightFailsWhereLightChangesAndNowhereElse() throws {
    let scratch = try Scratch()
    let result = try judged(
      try KnownModel.ofLight(in: scratch), try KnownModel.lightPictures(in: scratch))
    let robustness = try #require(result.robustness)
    #expect(result.metrics.accuracy == 1 && robustness.accuracy == 1)
    #expect(robustness.pictures == 12 && robustness.available == 12)
    // 190 to 205 of 255 are above one half as they are, and below it from ×0.6 on.
    #expect(try levels("darkening", robustness).map(\.accuracy) == [1, 0.5, 0.5, 0.5])
    // 50 to 65 are above one half from ×2.2 on, where they are 58 or more.
    #expect(try levels("brightening", robustness).map(\.accuracy) == [1, 1, 9 / 12.0])
    for name in ["mirroring", "turning upside down", "a quarter turn", "rotation", "another hue"] {
      #expect(try levels(name, robustness).allSatisfy { $0.difference == 0 }, "\(name)")
    }
    #expect(robustness.sentence.hasPrefix("weakest spot: "))
    #expect(robustness.weakest?.difference == -0.5)
    // What half of twelve pictures can say.
    let dark = try levels("darkening", robustness)[3]
    #expect(dark.pValue < 0.05 && dark.interval[0] < 0.5 && dark.interval[1] > 0.5)
    #expect(try levels("darkening", robustness)[0].pValue == 1)
  }

  @Test func aModelOfSidesFailsInTheMirror() throws {
    let scratch = try Scratch()
    let robustness = try #require(
      judged(try KnownModel.ofSides(in: scratch), try KnownModel.sidePictures(in: scratch))
        .robustness)
    #expect(try levels("mirroring", robustness).map(\.accuracy) == [0])
    #expect(try levels("turning upside down", robustness).map(\.accuracy) == [1])
    #expect(try levels("darkening", robustness).allSatisfy { $0.difference == 0 })
    #expect(
      robustness.sentence.hasPrefix(
        "weakest spot: mirroring costs 100.0 points (100.0 % to 0.0 % on 12 pictures)"))
  }

  @Test func noMoreThanTheWantedPicturesAreJudgedAndEveryClassHasItsShare() throws {
    let scratch = try Scratch()
    let model = try KnownModel.ofLight(in: scratch)
    let robustness = try #require(
      judged(model, try KnownModel.lightPictures(in: scratch), count: 4).robustness)
    #expect(robustness.pictures == 4 && robustness.available == 12)
    // Two of each class: half of them fail.
    #expect(try levels("darkening", robustness)[3].accuracy == 0.5)
    #expect(throws: WorkbenchError.self) { try judged(model, scratch.file("pictures"), count: 0) }
  }

  @Test func theChosenPicturesAreAsOftenOfAClassAsAll() {
    let items = (0..<100).map { number in
      Item(
        path: "\(number)", relativePath: "\(number)", label: number < 60 ? 0 : number < 90 ? 1 : 2)
    }
    let chosen = RobustnessPass.chosen(items, count: 20)
    #expect(Set(chosen).count == 20 && chosen == chosen.sorted())
    #expect((0..<3).map { label in chosen.count { items[$0].label == label } } == [12, 6, 2])
    // The order of the folder does not matter.
    let reversed = Array(items.reversed())
    #expect(
      Set(RobustnessPass.chosen(reversed, count: 20).map { reversed[$0].path })
        == Set(chosen.map { items[$0].path }))
    #expect(RobustnessPass.chosen(items, count: 100) == Array(0..<100))
  }

  @Test func everyOperationIsTriedOrLeftOutForAReason() {
    let tried = Set(RobustnessProbe.all.map(\.kind))
    #expect(tried.isDisjoint(with: RobustnessProbe.leftOut))
    #expect(tried.union(RobustnessProbe.leftOut) == Set(OperationKind.allCases))
    #expect(Set(RobustnessProbe.all.map(\.name)).count == RobustnessProbe.all.count)
  }

  @Test func everyViewIsWhatAPolicyCouldDraw() {
    for probe in RobustnessProbe.all {
      let parameters = probe.kind.rule.parameters
      for strength in probe.strengths {
        for item in 0..<20 as Range<UInt64> {
          let values = probe.view(strength, item: item).operations.flatMap(\.values)
          #expect(values.count == parameters.count, "\(probe.name)")
          for (value, parameter) in zip(values, parameters) {
            #expect(parameter.allowed.contains(value), "\(probe.name) \(parameter.name)")
          }
        }
      }
    }
  }

  @Test func drawsAreTheSameEveryTimeAndDifferBetweenPictures() throws {
    let rotation = try #require(RobustnessProbe.all.first { $0.kind == .rotate })
    let turns = (0..<40 as Range<UInt64>).map {
      rotation.view(15, item: $0).operations[0].values[0]
    }
    #expect(turns == (0..<40).map { rotation.view(15, item: $0).operations[0].values[0] })
    #expect(Set(turns) == [-15, 15])
    // A picture turns the same way at every strength.
    for item in 0..<40 as Range<UInt64> {
      let strong = rotation.view(60, item: item).operations[0].values[0]
      #expect((strong > 0) == (turns[Int(item)] > 0))
    }
  }

  @Test func theReportShowsEveryChange() throws {
    let scratch = try Scratch()
    let result = try judged(
      try KnownModel.ofLight(in: scratch), try KnownModel.lightPictures(in: scratch),
      output: scratch.file("judged"))
    let page = try scratch.contents("judged/report.html")
    let charts = page.components(separatedBy: "data-chart=\"robustness\"").count - 1
    #expect(charts == RobustnessProbe.all.count)
    #expect(page.contains("What changed pictures cost"))
    #expect(page.contains("--robustness</code>"))
    #expect(try scratch.contents("judged/metrics.json") == JSONFile.text(result))
  }

  @Test func withoutTheFlagThereIsNone() throws {
    let result = try Evaluate(model: DemoModel.model, dataPath: DemoModel.data).run()
    #expect(result.robustness == nil)
    #expect(try jsonFields(of: result)["robustness"] is NSNull)
  }
}
