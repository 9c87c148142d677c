import Datasets
import Foundation
import Tensors
import Testing
import Workers

@testable import Workbench

/// What a report says of why pictures were mistaken.
@Suite struct MistakeExplainerTests {
  private func picture(_ path: String, truth: Int, predicted: Int) -> JudgedPicture {
    JudgedPicture(
      path: path, truth: truth,
      judgments: [JudgedPicture.Judgment(predicted: predicted, confidence: 0.9)],
      predicted: predicted, confidence: 0.9, margin: 0.8)
  }

  private func names(_ data: String, _ label: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "\(data)/\(label)").sorted()
      .map { "\(label)/\($0)" }
  }

  /// With every weight of the head turned round.
  private func opposite(_ model: Model) throws -> Model {
    let name = "head.output.weight"
    let weight = try #require(model.parameters[name])
    var turned = model
    turned.parameters[name] = try Tensor(weight.floats.map { -$0 }, shape: weight.shape)
    return turned
  }

  @Test func eachMistakeIsExplainedByTheModelThatMadeIt() throws {
    let scratch = try Scratch()
    try scratch.copy(DemoModel.data, to: "data")
    let model = try Model(folder: DemoModel.model)
    let dataset = try DatasetScan(of: scratch.file("data")).dataset
    let (animals, food) = try (
      names(scratch.file("data"), "animal"), names(scratch.file("data"), "food")
    )
    let mistakes = [
      picture(animals[0], truth: 0, predicted: 1), picture(food[0], truth: 1, predicted: 0),
      picture("food/gone.png", truth: 1, predicted: 0),
    ]
    func maps(_ judges: [MistakeExplainer.Judge]) throws -> [String: [MistakeMap]] {
      try MistakeExplainer(
        judges, in: dataset, workers: Workers(count: 2), cancellation: nil
      ).maps(of: mistakes)
    }
    let one = try maps([.init(model: model)])
    #expect(Set(one.keys) == [animals[0], food[0]])
    #expect(one[animals[0]]?.map(\.label) == [1, 0])
    #expect(one[food[0]]?.map(\.label) == [0, 1])
    #expect(one.values.joined().allSatisfy { $0.source.hasPrefix("data:image/jpeg;base64,") })
    let turned = try opposite(model)
    let other = try maps([.init(model: turned)])
    let two = try maps([
      .init(model: model, verdicts: [animals[0]: 1, food[0]: 1]),
      .init(model: turned, verdicts: [food[0]: 0]),
    ])
    #expect(two[animals[0]]?.map(\.source) == one[animals[0]]?.map(\.source))
    // The first took it for what it is: the mistake is the second's.
    #expect(two[food[0]]?.map(\.source) == other[food[0]]?.map(\.source))
    #expect(two[food[0]]?.map(\.source) != one[food[0]]?.map(\.source))
  }

  @Test func aPictureThatCannotBeReadAnyMoreHasNoMaps() throws {
    let scratch = try Scratch()
    try scratch.copy(DemoModel.data, to: "data")
    let model = try Model(folder: DemoModel.model)
    let dataset = try DatasetScan(of: scratch.file("data")).dataset
    let food = try names(scratch.file("data"), "food")
    try FileManager.default.removeItem(atPath: scratch.file("data/" + food[0]))
    let maps = try MistakeExplainer(
      model, in: dataset, workers: Workers(count: 1), cancellation: nil
    ).maps(of: food.map { picture($0, truth: 1, predicted: 0) })
    #expect(Set(maps.keys) == Set(food.dropFirst()))
  }
}
