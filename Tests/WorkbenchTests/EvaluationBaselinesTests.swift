import Backbones
import Files
import Foundation
import Synchronization
import Testing

@testable import Workbench

/// What an evaluation puts beside a model, and when it cannot.
@Suite struct EvaluationBaselinesTests {
  private func settings(_ path: String) -> Evaluate.Settings {
    var settings = Evaluate.Settings()
    settings.baselines = .pictures(path: path)
    return settings
  }

  private func judged(
    _ model: String, _ data: String, _ training: String,
    pass: PassConfiguration = PassConfiguration(), reporter: any Reporter = SilentReporter()
  ) throws -> Evaluate.Result {
    try Evaluate(
      model: model, dataPath: data, settings: settings(training), pass: pass,
      cache: DemoModel.cache, reporter: reporter
    ).run()
  }

  @Test func theMajorityIsThatOfTheTrainingPicturesAndCopiesAreTold() throws {
    let scratch = try Scratch()
    try scratch.copy(DemoModel.data, to: "training/train")
    // The part for the end is no part of the training.
    try scratch.copy(DemoModel.data + "/food", to: "training/test/food")
    let foods = try FileManager.default.contentsOfDirectory(atPath: DemoModel.data + "/food")
    let food = try #require(foods.min())
    try FileManager.default.removeItem(atPath: scratch.file("training/train/food/" + food))
    let warnings = Warnings()
    let result = try judged(
      DemoModel.model, DemoModel.data, scratch.file("training"), reporter: warnings)
    let baselines = try #require(result.baselines)
    #expect(baselines.map(\.name) == Baseline.Name.allCases)
    // Three animals and two dishes were learned from: each picture is called an animal.
    #expect(baselines[0].accuracy == 0.5)
    #expect(abs(baselines[0].difference - (result.metrics.accuracy - 0.5)) < 1e-12)
    let training = try #require(result.baselineTraining)
    #expect(training.images == 5 && training.skipped == 0 && training.copies == 5)
    #expect(warnings.texts.count == 1)
    #expect(warnings.texts[0].hasPrefix("5 of the 6 judged pictures are also among those of "))
    let silent = try Evaluate(model: DemoModel.model, dataPath: DemoModel.data).run()
    #expect(silent.baselines == nil && silent.baselineTraining == nil)
  }

  /// What the page's script works on.
  private struct Page: Decodable {
    struct Alike: Decodable {
      let path: String
    }

    struct Nearest: Decodable {
      let path: String
      let alike: [Alike]
    }

    struct Prototypes: Decodable {
      let typical: [Alike]
    }

    let nearest: [Nearest]
    let prototypes: [Prototypes]
    let gallery: [String: String]
  }

  @Test func theReportLooksAtJudgedPicturesBesideTheTrainingPictures() throws {
    let scratch = try Scratch()
    let training = scratch.file("training")
    try scratch.copy(DemoModel.data, to: "training")
    let result = try Evaluate(
      model: DemoModel.model, dataPath: DemoModel.data, settings: settings(training),
      cache: DemoModel.cache
    ).run(output: scratch.file("judged"))
    #expect(result.images == 6)
    let report = try scratch.contents("judged/report.html")
    #expect(report.contains("in the features of the backbone as it was before training"))
    let found = try #require(
      report.firstMatch(of: /id="report-data">(.*?)<\/script>/.dotMatchesNewlines()))
    let page = try JSONDecoder().decode(Page.self, from: Data(found.1.utf8))
    #expect(!page.nearest.isEmpty)
    for entry in page.nearest {
      #expect(!entry.path.hasPrefix(training))
      // The judged pictures are those that were learned from: each is nearest to itself, under the other folder's name.
      #expect(entry.alike.count == 6 && entry.alike[0].path == training + "/" + entry.path)
      #expect(entry.alike.allSatisfy { page.gallery[$0.path]?.hasPrefix("data:image/") == true })
    }
    let typical = page.prototypes.flatMap(\.typical)
    #expect(!typical.isEmpty && typical.allSatisfy { !$0.path.hasPrefix(training) })
    var none = Evaluate.Settings()
    none.baselines = .nothing
    let alone = try Evaluate(
      model: DemoModel.model, dataPath: DemoModel.data, settings: none, cache: DemoModel.cache
    ).run(output: scratch.file("alone"))
    #expect(alone.baselines == nil)
    #expect(try !scratch.contents("alone/report.html").contains("<div data-neighbours>"))
  }

  // MARK: A model whose run says what it was trained on

  private final class Notes: Reporter {
    private let kept = Mutex<[String]>([])

    var texts: [String] { kept.withLock { $0 } }

    func note(_ text: String) { kept.withLock { $0.append(text) } }
    func warn(_ text: String) {}
    func progress(_ task: String, done: Int, of total: Int, unit: String) {}
  }

  /// A copy of the model whose run trained on a copy of its pictures.
  private func ownPictures(_ scratch: Scratch) throws {
    try scratch.copy(DemoModel.data, to: "pictures")
    try scratch.copy(DemoModel.model, to: "run")
    let path = try scratch.contents("run/config.json").replacing(
      DemoModel.data.replacing("/", with: "\\/"),
      with: scratch.file("pictures").replacing("/", with: "\\/")
    ).replacing(DemoModel.data, with: scratch.file("pictures"))
    try scratch.write(path, to: "run/config.json")
  }

  private func reported(
    _ scratch: Scratch, as name: String, _ reporter: any Reporter = SilentReporter()
  ) throws -> Evaluate.Result {
    try Evaluate(
      model: scratch.file("run"), dataPath: DemoModel.data, cache: DemoModel.cache,
      reporter: reporter
    ).run(output: scratch.file(name))
  }

  @Test func aReportHasBaselinesByThePicturesOfTheModelsRun() throws {
    let scratch = try Scratch()
    try ownPictures(scratch)
    let warnings = Warnings()
    let result = try reported(scratch, as: "judged", warnings)
    #expect(
      warnings.texts.map { $0.hasSuffix("flatter the nearest neighbours, and the model") } == [true]
    )
    #expect(
      try scratch.contents("judged/report.html").contains("the nearest neighbours, and the model."))
    let training = try #require(result.baselineTraining)
    #expect(training.data == scratch.file("pictures") && training.isKnown)
    #expect(training.images == 6 && training.copies == 6)
    let given = try judged(DemoModel.model, DemoModel.data, DemoModel.data)
    #expect(result.baselines?.map(\.accuracy) == given.baselines?.map(\.accuracy))
    #expect(given.baselineTraining?.isKnown == false)
    // What the run held out it did not learn from; a cross-validation's model learned from everything.
    let held = try #require(
      FileManager.default.contentsOfDirectory(atPath: DemoModel.data + "/food").min())
    try scratch.write(
      "path,label,predicted\nfood/\(held),food,food\n", to: "run/predictions.csv")
    #expect(try reported(scratch, as: "held").baselineTraining?.images == 5)
    let configuration = try scratch.contents("run/config.json")
    #expect(configuration.contains("\"train\""))
    try scratch.write(
      configuration.replacing("\"train\"", with: "\"crossval\""), to: "run/config.json")
    #expect(try reported(scratch, as: "crossed").baselineTraining?.images == 6)
  }

  @Test func picturesThatAreNoLongerWhatTheRunTrainedOnAreNotTaken() throws {
    func note(after change: (Scratch) throws -> Void) throws -> String {
      let scratch = try Scratch()
      try ownPictures(scratch)
      try change(scratch)
      let notes = Notes()
      let result = try reported(scratch, as: "judged", notes)
      #expect(result.baselines == nil && result.baselineTraining == nil && result.images == 6)
      #expect(try scratch.contents("judged/report.html").contains("Not judged here"))
      let told = notes.texts.filter { $0.hasPrefix("the model is put beside no baselines: ") }
      #expect(told.count == 1)
      return told.first ?? ""
    }
    let added = try note {
      try $0.copy(DemoModel.data + "/food", to: "pictures/animal/more")
    }
    #expect(added.contains("is no longer what the model was trained on"))
    let gone = try note {
      try FileManager.default.removeItem(atPath: $0.file("pictures"))
    }
    #expect(gone.contains("/pictures"))
    let unknown = try note {
      try FileManager.default.removeItem(atPath: $0.file("run/origin.json"))
    }
    #expect(unknown.contains("origin.json"))
  }

  @Test func otherClassesAreRefusedBeforeAnythingIsComputed() throws {
    let scratch = try Scratch()
    try scratch.copy(DemoModel.data + "/food", to: "fewer/food")
    try scratch.copy(DemoModel.data, to: "more")
    try scratch.copy(DemoModel.data + "/food", to: "more/stones")
    for (name, missing, extra) in [
      ("fewer", ["animal"], []), ("more", [], ["stones"]),
    ] as [(String, [String], [String])] {
      let path = scratch.file(name)
      let error = #expect(throws: (any Error).self) {
        try judged(DemoModel.model, DemoModel.data, path)
      }
      #expect(
        error as? WorkbenchError == .otherClasses(path: path, missing: missing, extra: extra))
      #expect(error.map { Failure($0).code } == .malformedInput)
    }
  }

  @Test func aModelThatDoesNotSayWhatItWasGraftedOntoIsRefused() throws {
    let scratch = try Scratch()
    func refusal(_ name: String) throws -> Failure {
      let error = #expect(throws: (any Error).self) {
        try Evaluate(
          model: scratch.file(name), dataPath: DemoModel.data,
          settings: settings(DemoModel.data), cache: DemoModel.cache
        ).run(output: scratch.file("judged"))
      }
      // It was known before anything was judged.
      #expect(!FileManager.default.fileExists(atPath: scratch.file("judged")))
      return Failure(try #require(error))
    }
    func edit(_ name: String, _ text: String, _ other: String) throws {
      let found = try scratch.contents(name)
      try #require(found.contains(text), "\(found)")
      try scratch.write(found.replacing(text, with: other), to: name)
    }
    try scratch.copy(DemoModel.model, to: "other")
    try edit("other/model.json", "\"efficientnet_lite0\"", "\"my_network\"")
    let other = try refusal("other")
    #expect(other.code == .nothingThere)
    #expect(other.message.contains("do not speak of the same backbone"))
    try FileManager.default.removeItem(atPath: scratch.file("other/config.json"))
    let unnamed = try refusal("other")
    #expect(unnamed.code == .nothingThere)
    #expect(unnamed.message.contains("my_network is the name of no published weights"))
    try scratch.copy(DemoModel.model, to: "gone")
    try edit(
      "gone/config.json", "\"name\" : \"efficientnet_lite0\"",
      "\"name\" : \"efficientnet_lite0\", \"weights\" : \"/nowhere/my.pth\"")
    let gone = try refusal("gone")
    #expect(gone.code == .nothingThere && gone.message.contains("/nowhere/my.pth"))
    try scratch.copy(DemoModel.model, to: "elsewhere")
    try edit("elsewhere/config.json", "\"efficientnet_lite0\"", "\"vgg19\"")
    try regraft(scratch, "elsewhere/model.json", onto: "vgg19")
    let elsewhere = try refusal("elsewhere")
    #expect(elsewhere.code == .nothingThere)
    #expect(elsewhere.message.contains("graft backbones fetch vgg19"), "\(elsewhere.message)")
    try scratch.copy(DemoModel.model, to: "damaged")
    try scratch.write("{}", to: "damaged/config.json")
    let damaged = try refusal("damaged")
    #expect(damaged.code == .nothingThere && damaged.message.contains("config.json: command"))
  }

  private func regraft(_ scratch: Scratch, _ name: String, onto backbone: String) throws {
    let path = scratch.file(name)
    var model = try JSONDecoder().decode(
      Model.Description.self, from: Data(InputFile.contents(of: path)))
    let card = try Pretrained.card(named: backbone)
    model.backbone = backbone
    (model.preprocessing.mean, model.preprocessing.standardDeviation) =
      (card.preprocessing.mean, card.preprocessing.standardDeviation)
    try JSONFile.write(model, to: path)
  }

  @Test func aModelAloneIsTakenForOneOfThePublishedBackboneThatItNames() throws {
    let scratch = try Scratch()
    try scratch.copy(DemoModel.model, to: "alone")
    try FileManager.default.removeItem(atPath: scratch.file("alone/config.json"))
    let alone = try judged(scratch.file("alone"), DemoModel.data, DemoModel.data)
    let whole = try judged(DemoModel.model, DemoModel.data, DemoModel.data)
    #expect(alone.baselines?.map(\.accuracy) == whole.baselines?.map(\.accuracy))
    // By their own features pictures that were learned from are recognized.
    #expect(whole.baselines?.last?.accuracy == 1)
  }

  @Test func trainingPicturesThatCannotBeReadStopItOrAreLeftOut() throws {
    let scratch = try Scratch()
    try scratch.copy(DemoModel.data, to: "training")
    try scratch.write("no picture", to: "training/food/a.png")
    #expect(
      Failure.code(running: {
        try judged(DemoModel.model, DemoModel.data, scratch.file("training"))
      }) == .malformedInput)
    var pass = PassConfiguration()
    pass.skipsUnreadable = true
    let result = try judged(
      DemoModel.model, DemoModel.data, scratch.file("training"), pass: pass)
    #expect(result.baselineTraining?.images == 6 && result.baselineTraining?.skipped == 1)
    #expect(result.skipped == 0)
  }
}
