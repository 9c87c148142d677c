import Foundation
import Testing

@testable import Workbench

@Suite("Saying what pictures show")
struct PredictTests {
  @Test("gives the probabilities that evaluate writes down")
  func asEvaluate() throws {
    let scratch = try Scratch()
    _ = try Evaluate(model: DemoModel.model, dataPath: DemoModel.data)
      .run(output: scratch.file("report"))
    let rows = try scratch.contents("report/predictions.csv").split(separator: "\n").dropFirst()
    let data = try DemoModel.data
    var pass = PassConfiguration()
    pass.machine.microBatch = 2
    let result = try Predict(model: DemoModel.model, paths: [data], pass: pass).run()
    #expect(result.predictions.count == 6)
    for (row, prediction) in zip(rows, result.predictions) {
      let fields = row.split(separator: ",").map(String.init)
      #expect(prediction.path == data + "/" + fields[0])
      #expect(prediction.label == fields[2])
      let animal = prediction.top.first { $0.label == "animal" }
      #expect(animal.map { "\($0.probability)" } == fields[3])
      #expect(prediction.top.count == 2)
      #expect(prediction.top[0].probability >= prediction.top[1].probability)
      #expect(abs(prediction.top.reduce(0) { $0 + $1.probability } - 1) < 1e-6)
    }
  }

  @Test("gives a lone picture nearly what it gets among others")
  func alone() throws {
    let data = try DemoModel.data
    let all = try Predict(model: DemoModel.model, paths: [data]).run().predictions
    let alone = try Predict(model: DemoModel.model, paths: [all[4].path]).run().predictions
    #expect(alone.count == 1)
    #expect(alone[0].label == all[4].label)
    // Kernels for other numbers of pictures may add in another order.
    #expect(abs(alone[0].probability - all[4].probability) < 1e-4)
  }

  @Test("keeps the order of what was named, and lists as many classes as asked for")
  func order() throws {
    let data = try DemoModel.data
    let result = try Predict(
      model: DemoModel.model, paths: [data + "/food", data + "/animal"], top: 1
    ).run()
    #expect(
      result.predictions.map { $0.path.hasPrefix(data + "/food/") }
        == [true, true, true, false, false, false])
    #expect(result.predictions.allSatisfy { $0.top.count == 1 })
    #expect(result.csv.hasPrefix("path,label,probability,answer\n\(data)/food/"))
  }

  @Test("prints the fields that scripts rely on")
  func fields() throws {
    let result = try Predict(model: DemoModel.model, paths: [DemoModel.data + "/food"]).run()
    let predictions = try #require(
      try jsonFields(of: result)["predictions"] as? [[String: Any]])
    #expect(predictions.count == 3)
    #expect(Set(predictions[0].keys) == ["path", "label", "probability", "answer", "top"])
    let top = try #require(predictions[0]["top"] as? [[String: Any]])
    #expect(Set(top[0].keys) == ["label", "probability"])
    #expect(
      result.csv.split(separator: "\n")[0] == "path,label,probability,label2,probability2,answer")
  }

  @Test("takes a published classifier by its name")
  func published() throws {
    var pass = PassConfiguration()
    pass.machine.threads = 1
    let picture = try DemoModel.data + "/food"
    let result = try Predict(
      model: "efficientnet_lite0", paths: [picture], top: 1000, pass: pass
    ).run()
    #expect(result.predictions.allSatisfy { $0.top.count == 1000 })
    #expect(Set(result.predictions[0].top.map(\.label)).isSuperset(of: ["pizza", "tench"]))
  }

  @Test("says whose mistake it was")
  func mistakes() throws {
    let scratch = try Scratch()
    try scratch.write("no picture", to: "bad.jpg")
    func code(_ model: String, _ paths: [String], top: Int = 5) -> Failure.Code? {
      Failure.code { try Predict(model: model, paths: paths, top: top).run() }
    }
    let model = try DemoModel.model
    #expect(code("efficientnet_lite", [scratch.path]) == .usage)
    #expect(code(model, [scratch.file("bad.jpg")]) == .malformedInput)
    #expect(code(model, [scratch.file("none.jpg")]) == .nothingThere)
    #expect(code(model, [try DemoModel.data], top: 0) == .usage)
    #expect(code(scratch.path, [try DemoModel.data]) == .malformedInput)
    #expect(code(scratch.file("none/run"), [try DemoModel.data]) == .nothingThere)
    let empty = try Scratch()
    #expect(code(model, [empty.path]) == .nothingThere)
  }
}
