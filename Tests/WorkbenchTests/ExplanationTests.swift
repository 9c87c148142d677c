import Backbones
import Datasets
import Files
import Foundation
import Graphs
import Images
import Kernels
import Tensors
import Testing
import Workers

@testable import Workbench

@Suite("Explaining predictions")
struct ExplanationTests {
  private func rows(_ scratch: Scratch, _ folder: String) throws -> [[String]] {
    try scratch.contents(folder + "/explanations.csv").split(separator: "\n")
      .map { $0.split(separator: ",").map(String.init) }
  }

  @Test(
    "writes a picture for each prediction and a table that says which is whose",
    arguments: Explanation.Method.allCases)
  func pictures(method: Explanation.Method) throws {
    let scratch = try Scratch()
    let result = try Predict(
      model: DemoModel.model, paths: [DemoModel.data], explanation: Explanation(method)
    ).run(output: scratch.file("why"))
    let rows = try rows(scratch, "why")
    #expect(
      rows[0] == ["path", "explanation", "class", "probability", "method", "strongest"])
    #expect(rows.count == 7 && result.predictions.count == 6)
    for (row, prediction) in zip(rows.dropFirst(), result.predictions) {
      #expect(row[0] == prediction.path && row[2] == prediction.label)
      #expect(row[3] == "\(prediction.probability)" && row[4] == method.rawValue)
      #expect(prediction.explanation == scratch.file("why/" + row[1]))
      let image = try Image.load(path: scratch.file("why/" + row[1]))
      // Two squares of 256 pixels (64, four times as large) with their margins.
      #expect(image.width == 2 * 256 + 18 + 2 * 24)
    }
    let files = try FileManager.default.contentsOfDirectory(atPath: scratch.file("why"))
    #expect(Set(files) == Set(rows.dropFirst().map { $0[1] } + ["explanations.csv"]))
    #expect(result.csv.split(separator: "\n")[0].hasSuffix(",explanation"))
    let fields = try jsonFields(of: result)["predictions"] as? [[String: Any]]
    #expect(fields?.first?["explanation"] as? String == result.predictions[0].explanation)
  }

  @Test("explains the class that is asked for, and says the same with any number of threads")
  func classes() throws {
    let scratch = try Scratch()
    func explained(_ name: String?, threads: Int, to folder: String) throws -> [[UInt8]] {
      var pass = PassConfiguration()
      pass.machine.threads = threads
      let result = try Predict(
        model: DemoModel.model, paths: [DemoModel.data + "/food"],
        explanation: Explanation(.gradcam, className: name), pass: pass
      ).run(output: scratch.file(folder))
      return try result.predictions.map {
        try InputFile.contents(of: #require($0.explanation))
      }
    }
    let food = try explained("food", threads: 1, to: "food")
    let animal = try explained("animal", threads: 1, to: "animal")
    #expect(food.count == 3)
    #expect(zip(food, animal).allSatisfy { $0 != $1 })
    #expect(try explained("food", threads: 3, to: "again") == food)
    #expect(try rows(scratch, "animal").dropFirst().allSatisfy { $0[2] == "animal" })
  }

  @Test("covering a picture says where its class is")
  func occlusion() throws {
    // A classifier by hand: how bright the left upper quarter is decides.
    var builder = GraphBuilder(input: .init(height: 8, width: 8))
    let pooled = builder.add(
      "pool", .pooling(.init(.average, kernel: 4, stride: 4)), builder.input)
    let flat = builder.add("flatten", .flatten, pooled)
    _ = builder.add("head.output", .linear(.init(outputFeatures: 2, hasBias: false)), flat)
    let graph = try builder.build()
    var weight = [Float](repeating: 0, count: 24)
    // Channels outermost: the first place of each.
    for channel in 0..<3 { weight[channel * 4] = 1 }
    let preprocessing = Preprocessing(
      width: 8, height: 8, cropFraction: 1, mean: [0.5, 0.5, 0.5],
      standardDeviation: [0.5, 0.5, 0.5])
    let scratch = try Scratch()
    let path = scratch.file("white.png")
    try AtomicFile.write(
      Image(width: 8, height: 8, pixels: [UInt8](repeating: 255, count: 192)).png(), to: path)
    var explanation = Explanation(.occlusion)
    explanation.patchPixels = 4
    explanation.stridePixels = 4
    let pass = OcclusionPass(
      plan: try InferencePlan(
        graph: graph, parameters: ["head.output.weight": Tensor(weight, shape: [2, 12])],
        microBatch: 3, kernels: OneDNN()), preprocessing: preprocessing,
      grid: try explanation.grid(over: preprocessing), workers: Workers(count: 2))
    let map = try pass.map(of: .file(path: path), label: 0)
    // White is 1 after normalization, grey 0: three channels of it give a logit of 3 against 0.
    let loss = 1 / (1 + exp(-3.0)) - 0.5
    for row in 0..<8 {
      for column in 0..<8 {
        let expected = row < 4 && column < 4 ? loss : 0
        #expect(abs(Double(map.values[row * 8 + column]) - expected) < 1e-6)
      }
    }
    // The other class gains what this one loses.
    let other = try pass.map(of: .file(path: path), label: 1)
    #expect(abs(Double(other.values[0]) + loss) < 1e-6)
  }

  @Test("takes a stage that ends in a map, and names the nearest for one that there is not")
  func stages() throws {
    let graph = try Model(folder: DemoModel.model).description.graph
    func node(_ stage: String?) throws -> Int {
      try Explanation(.gradcam, stage: stage).node(in: graph)
    }
    // The last map is the last stage's.
    #expect(try node(nil) == node("features.8"))
    #expect(try node("features.3") < node("features.8"))
    let error = #expect(throws: WorkbenchError.self) { try node("feature.3") }
    #expect(error.map { Failure($0).code } == .usage)
    #expect("\(error as Any)".contains("did you mean features.3?"))
  }

  @Test("says whose mistake it was, and leaves no folder for one that could be known before")
  func mistakes() throws {
    let scratch = try Scratch()
    func code(_ explanation: Explanation?, output: String?) -> Failure.Code? {
      Failure.code {
        try Predict(
          model: DemoModel.model, paths: [DemoModel.data], explanation: explanation
        ).run(output: output.map(scratch.file))
      }
    }
    #expect(code(Explanation(.gradcam, className: "fod"), output: "why") == .usage)
    #expect(code(Explanation(.gradcam, stage: "layer4"), output: "why") == .usage)
    #expect(code(Explanation(.gradcam), output: nil) == .usage)
    #expect(code(nil, output: "why") == .usage)
    var gaps = Explanation(.occlusion)
    gaps.patchPixels = 4
    gaps.stridePixels = 5
    #expect(code(gaps, output: "why") == .usage)
    #expect(!FileManager.default.fileExists(atPath: scratch.file("why")))
    try scratch.write("something", to: "full")
    #expect(code(Explanation(.gradcam), output: "full") == .cannotWrite)
    let error = #expect(throws: WorkbenchError.self) {
      try Explanation(.gradcam, className: "fod").label(in: ["animal", "food"])
    }
    #expect("\(error as Any)".contains("did you mean food?"))
  }

  @Test("gives pictures of one name different names")
  func names() {
    let long = String(repeating: "ä", count: 300)
    let names = ExplanationNames.of(["a/1.jpg", "b/1.png", "1.webp", "x", long + ".png"])
    #expect(names.prefix(4) == ["1.png", "1-2.png", "1-3.png", "x.png"])
    #expect(names[4].utf8.count <= 204)
  }
}
