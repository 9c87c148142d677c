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
    #expect(robustness.weakest?.words == "inverting")
    #expect(robustness.weakest?.difference == -1)
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
    // Alone has no number that could grow.
    #expect(RobustnessProbe.leftOut == [.trivialAugment])
    #expect(tried == Set(OperationKind.allCases).subtracting([.trivialAugment]))
    #expect(Set(RobustnessProbe.all.map(\.name)).count == RobustnessProbe.all.count)
  }

  @Test func everyViewIsWhatAPolicyCouldDraw() {
    for probe in RobustnessProbe.all {
      for strength in probe.strengths {
        for item in 0..<20 as Range<UInt64> {
          // Of a composite, what it drew.
          let view = probe.view(strength, item: item)
          let drawn = view.operations + (view.mixture?.chains.flatMap(\.self) ?? [])
          #expect(probe.kind.rule.isComposite || drawn.map(\.kind) == [probe.kind])
          for operation in drawn {
            let parameters = operation.kind.rule.parameters
            #expect(operation.values.count == parameters.count, "\(probe.name)")
            for (value, parameter) in zip(operation.values, parameters) {
              #expect(parameter.allowed.contains(value), "\(probe.name) \(parameter.name)")
              #expect(!parameter.isWhole || value == value.rounded(), "\(probe.name)")
            }
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

  @Test func tonesChangeAsFarAsTheirNumbersSay() throws {
    let scratch = try Scratch()
    let robustness = try #require(
      judged(try KnownModel.ofLight(in: scratch), try KnownModel.lightPictures(in: scratch))
        .robustness)
    #expect(try levels("inverting", robustness).map(\.accuracy) == [0])
    // One level alone has nothing to spread.
    #expect(try levels("equalizing", robustness).map(\.accuracy) == [1])
    #expect(try levels("full contrast", robustness).map(\.accuracy) == [1])
    #expect(try levels("posterizing", robustness).map(\.accuracy) == [1, 1, 1])
    // 202 and 205 of the bright pictures, then all of them, then the one of level 65 of the dark ones too.
    #expect(
      try levels("solarizing", robustness).map(\.accuracy) == [10 / 12.0, 6 / 12.0, 5 / 12.0])
    #expect(
      try levels("solarizing", robustness).map(\.words) == [
        "solarizing from level 200 of 255", "solarizing from level 128 of 255",
        "solarizing from level 64 of 255",
      ])
    #expect(try levels("posterizing", robustness)[2].words == "posterizing to 1 bit a channel")
  }

  @Test func aMixtureHasTheSameOperationsAtEveryLevelAndTurnsThemUp() throws {
    func probe(_ kind: OperationKind) throws -> RobustnessProbe {
      try #require(RobustnessProbe.all.first { $0.kind == kind })
    }
    let random = try probe(.randAugment)
    var kinds = Set<OperationKind>()
    for item in 0..<60 as Range<UInt64> {
      let views = random.strengths.map { random.view($0, item: item) }
      #expect(Set(views.map { $0.operations.map(\.kind) }).count == 1)
      #expect(views[0] == random.view(random.strengths[0], item: item))
      kinds.formUnion(views[0].operations.map(\.kind))
      let turns = views.map { view in
        view.operations.filter { $0.kind == .rotate }.map { abs($0.values[0]) }
      }
      for place in turns[0].indices {
        #expect(abs(turns[1][place] - 2 * turns[0][place]) < 1e-9)
        #expect(abs(turns[2][place] - 30) < 1e-9)
      }
    }
    // All but the one that does nothing.
    #expect(kinds.count == 11)
    let mix = try probe(.augMix)
    for item in 0..<20 as Range<UInt64> {
      let mixtures = mix.strengths.map { mix.view($0, item: item).mixture }
      #expect(Set(mixtures.map { $0?.weights }).count == 1)
      #expect(Set(mixtures.map { $0?.chains.map { $0.map(\.kind) } }).count == 1)
      #expect(mixtures[0]?.chains.count == 3)
    }
    #expect(Set((0..<20).map { mix.view(4, item: $0) }).count == 20)
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
    #expect(page.contains("TrivialAugment, which draws its strength itself, has no levels"))
    #expect(page.contains("--robustness</code>"))
    #expect(try scratch.contents("judged/metrics.json") == JSONFile.text(result))
  }

  @Test func withoutTheFlagThereIsNone() throws {
    let result = try Evaluate(model: DemoModel.model, dataPath: DemoModel.data).run()
    #expect(result.robustness == nil)
    #expect(try jsonFields(of: result)["robustness"] is NSNull)
  }
}
