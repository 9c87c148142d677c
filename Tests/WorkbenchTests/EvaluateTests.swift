import Datasets
import Foundation
import Testing

@testable import Workbench

@Suite("Judging a model")
struct EvaluateTests {
  @Test("prints the fields that scripts rely on")
  func fields() throws {
    let result = try Evaluate(model: DemoModel.model, dataPath: DemoModel.data).run()
    let fields = try jsonFields(of: result)
    let metrics = try #require(fields["metrics"] as? [String: Double])
    #expect(Set(metrics.keys) == ["accuracy", "balancedAccuracy", "macroF1", "logLoss"])
    let perClass = try #require(fields["perClass"] as? [[String: Any]])
    #expect(perClass.compactMap { $0["label"] as? String } == DemoModel.classes)
    #expect(perClass.allSatisfy { $0["support"] as? Int == DemoModel.picturesPerClass })
    let confusion = try #require(fields["confusion"] as? [[Int]])
    #expect(confusion.map { $0.reduce(0, +) } == [3, 3])
    #expect(
      metrics["accuracy"] == Double(confusion[0][0] + confusion[1][1]) / 6)
    #expect(result.interval.method == "wilson")
    #expect(result.interval.contains(result.metrics.accuracy))
    #expect(result.part == .all)
  }

  @Test("matches classes by name, also where the data holds only one of them")
  func oneClass() throws {
    let scratch = try Scratch()
    try scratch.copy(DemoModel.data + "/food", to: "some/food")
    let result = try Evaluate(model: DemoModel.model, dataPath: scratch.file("some")).run()
    #expect(result.classes == DemoModel.classes)
    #expect(result.perClass.map(\.support) == [0, 3])
    #expect(result.confusion[0] == [0, 0])
    // What is not there has no recall; whether it counts depends on whether it was predicted.
    let isPredicted = result.confusion[1][0] > 0
    #expect(result.undefined.recall == (isPredicted ? ["animal"] : []))
    #expect(result.undefined.absent == (isPredicted ? [] : ["animal"]))
    #expect(result.macroRecall == (isPredicted ? 0.5 : 1) * (result.perClass[1].recall ?? .nan))
  }

  @Test("refuses a class that the model does not know")
  func unknownClass() throws {
    let scratch = try Scratch()
    try scratch.copy(DemoModel.data + "/food", to: "some/stones")
    let error = #expect(throws: DatasetError.self) {
      try Evaluate(model: DemoModel.model, dataPath: scratch.file("some")).run()
    }
    #expect(error == .classesDiffer(missing: [], extra: ["stones"]))
  }

  @Test("judges only the test part of a folder that has one")
  func testPart() throws {
    let scratch = try Scratch()
    try scratch.copy(DemoModel.data, to: "some/train")
    try scratch.copy(DemoModel.data + "/animal", to: "some/test/animal")
    let result = try Evaluate(model: DemoModel.model, dataPath: scratch.file("some")).run()
    #expect(result.part == .test)
    #expect(result.images == 3)
    #expect(result.perClass.map(\.support) == [3, 0])
  }

  @Test("writes its files only where it is told to, and never into a folder in use")
  func output() throws {
    let scratch = try Scratch()
    let evaluate = Evaluate(
      model: try DemoModel.model, dataPath: try DemoModel.data, cache: try DemoModel.cache)
    let result = try evaluate.run(output: scratch.file("report"))
    let metrics = try scratch.contents("report/metrics.json")
    #expect(metrics == (try JSONFile.text(result)))
    let lines = try scratch.contents("report/predictions.csv").split(separator: "\n")
    #expect(lines.count == 7)
    #expect(lines[0] == "path,label,predicted,p:animal,p:food")
    #expect(throws: WorkbenchError.outputExists(path: scratch.file("report"))) {
      try evaluate.run(output: scratch.file("report"))
    }
  }

  @Test("names what it leaves out, or stops at it")
  func badPicture() throws {
    let scratch = try Scratch()
    try scratch.copy(DemoModel.data, to: "some")
    try scratch.write("no picture", to: "some/food/a.png")
    var pass = PassConfiguration()
    #expect(
      Failure.code(running: {
        try Evaluate(model: DemoModel.model, dataPath: scratch.file("some"), pass: pass).run()
      }) == .malformedInput)
    pass.skipsUnreadable = true
    let result = try Evaluate(
      model: DemoModel.model, dataPath: scratch.file("some"), pass: pass
    ).run()
    #expect(result.images == 6)
    #expect(result.problems.map(\.relativePath) == ["food/a.png"])
  }
}

extension Failure {
  /// What a program would exit with; `nil` if nothing goes wrong.
  static func code(running body: () throws -> some Any) -> Code? {
    do {
      _ = try body()
      return nil
    } catch {
      return Failure(error).code
    }
  }
}
