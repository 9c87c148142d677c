import Files
import Foundation
import Tensors
import Testing

@testable import Workbench

@Suite("Writing features")
struct EmbedTests {
  @Test("writes what the head reads: the head on top gives predict's probabilities")
  func underTheHead() throws {
    let scratch = try Scratch()
    let result = try Embed(model: DemoModel.model, dataPath: DemoModel.data)
      .run(output: scratch.file("features.npy"))
    #expect(result.images == 6 && result.features == 1280)
    let features = try Self.numbers(in: scratch.file("features.npy"), rows: 6, columns: 1280)
    let model = try Model(folder: DemoModel.model)
    let weight = try #require(model.parameters["head.output.weight"]).floats
    let bias = try #require(model.parameters["head.output.bias"]).floats
    let predictions = try Predict(model: DemoModel.model, paths: [DemoModel.data]).run().predictions
    let rows = try scratch.contents("features.csv").split(separator: "\n").dropFirst()
    #expect(rows.count == 6)
    for (index, (row, prediction)) in zip(rows, predictions).enumerated() {
      let fields = row.split(separator: ",")
      #expect(prediction.path.hasSuffix("/" + fields[0]))
      #expect(fields[0].hasPrefix(fields[1] + "/"))
      let logits = (0..<2).map { output in
        (0..<1280).reduce(Double(bias[output])) {
          $0 + Double(weight[output * 1280 + $1] * features[index][$1])
        }
      }
      let animal = 1 / (1 + exp(logits[1] - logits[0]))
      let told = try #require(prediction.top.first { $0.label == "animal" })
      #expect(abs(Double(told.probability) - animal) < 1e-4)
    }
  }

  @Test("averages a stage's map over its positions")
  func stage() throws {
    let scratch = try Scratch()
    // The last stage's average is what the head reads.
    let last = try Embed(model: DemoModel.model, dataPath: DemoModel.data, stage: "features.8")
      .run(output: scratch.file("last.npy"))
    _ = try Embed(model: DemoModel.model, dataPath: DemoModel.data)
      .run(output: scratch.file("head.npy"))
    #expect(last.features == 1280)
    let averaged = try Self.numbers(in: scratch.file("last.npy"), rows: 6, columns: 1280)
    let pooled = try Self.numbers(in: scratch.file("head.npy"), rows: 6, columns: 1280)
    let differences = zip(averaged.joined(), pooled.joined()).map { abs($0 - $1) }
    #expect(differences.allSatisfy { $0 < 1e-4 })
    let early = try Embed(model: DemoModel.model, dataPath: DemoModel.data, stage: "features.3")
      .run(output: scratch.file("early.npy"))
    #expect(early.features == 40)
  }

  @Test("names the stages, and the nearest, for one that there is not")
  func unknownStage() throws {
    let scratch = try Scratch()
    let error = #expect(throws: WorkbenchError.self) {
      try Embed(model: DemoModel.model, dataPath: DemoModel.data, stage: "feature.3")
        .run(output: scratch.file("features.npy"))
    }
    #expect(error.map { Failure($0).code } == .usage)
    #expect("\(error as Any)".contains("features.0, features.1"))
    #expect("\(error as Any)".contains("did you mean features.3?"))
    #expect(!FileManager.default.fileExists(atPath: scratch.file("features.npy")))
  }

  @Test("takes a name that ends in .npy, in a folder that is there")
  func badOutput() throws {
    let scratch = try Scratch()
    let embed = Embed(model: try DemoModel.model, dataPath: try DemoModel.data)
    #expect(Failure.code { try embed.run(output: scratch.file("features")) } == .usage)
    #expect(Failure.code { try embed.run(output: scratch.file("none/f.npy")) } == .cannotWrite)
  }

  /// Reads what `numpy.load` would, trusting only the lengths in the header.
  private static func numbers(in path: String, rows: Int, columns: Int) throws -> [[Float]] {
    let bytes = try InputFile.contents(of: path)
    let start = 10 + Int(bytes[8]) + Int(bytes[9]) << 8
    try #require(bytes.count == start + rows * columns * 4)
    return (0..<rows).map { row in
      (0..<columns).map { column in
        let place = start + (row * columns + column) * 4
        return Float(
          bitPattern: bytes[place..<place + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) })
      }
    }
  }
}
