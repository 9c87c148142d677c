import Foundation
import Tensors
import Testing

@testable import Graphs

@Suite struct GraphTests {
  private func build(_ body: (inout GraphBuilder) -> Void) throws -> Graph {
    var builder = GraphBuilder(input: .init(height: 8, width: 9))
    body(&builder)
    return try builder.build()
  }

  @Test func aGraphSurvivesItsFile() throws {
    let graph = try InferencePlanTests.everything()
    let data = try JSONEncoder().encode(graph)
    #expect(try JSONDecoder().decode(Graph.self, from: data) == graph)
  }

  @Test(arguments: [(224, 7, 2, 3, 112), (8, 3, 2, 1, 4), (9, 3, 2, 1, 5), (5, 2, 2, 0, 2)])
  func convolutionsHaveTheLengthThatPyTorchGivesThem(
    length: Int, kernel: Int, stride: Int, padding: Int, expected: Int
  ) throws {
    var builder = GraphBuilder(input: .init(height: length, width: length))
    _ = builder.add(
      "conv",
      .convolution(
        .init(
          outputChannels: 4, kernel: .init(height: kernel, width: kernel),
          stride: .init(height: stride, width: stride),
          padding: .init(height: padding, width: padding))), builder.input)
    #expect(try builder.build().outputShape == [expected, expected, 4])
  }

  @Test func samePaddingPutsTheOddElementAtTheFarEdge() {
    let edges = Padding.same.edges(height: 224, width: 7, kernel: 3, stride: 2, dilation: 1)
    #expect(edges == .init(top: 0, left: 1, bottom: 1, right: 1))
  }

  @Test func parametersAreNamedAsPyTorchNamesThem() throws {
    let graph = try build {
      let x = $0.add(
        "conv1", .convolution(.init(outputChannels: 6, kernel: 3, groups: 3, hasBias: true)),
        $0.input)
      _ = $0.add("bn1", .batchNorm(.init()), x)
    }
    #expect(
      graph.parameters.map(\.name) == [
        "conv1.weight", "conv1.bias", "bn1.weight", "bn1.bias", "bn1.running_mean",
        "bn1.running_var",
      ])
    #expect(graph.parameters[0].shape == [6, 1, 3, 3])
  }

  @Test func theLayerAtFaultIsNamed() {
    func layer(_ body: (inout GraphBuilder) -> Void) -> String? {
      do {
        _ = try build(body)
        return nil
      } catch GraphError.invalidLayer(let name, _) {
        return name
      } catch { return "?" }
    }
    #expect(layer { _ = $0.add("fc", .linear(.init(outputFeatures: 3)), $0.input) } == "fc")
    #expect(
      layer {
        _ = $0.add("big", .convolution(.init(outputChannels: 3, kernel: 10)), $0.input)
      } == "big")
    #expect(
      layer {
        _ = $0.add(
          "grouped", .convolution(.init(outputChannels: 4, kernel: 1, groups: 2)), $0.input)
      } == "grouped")
    #expect(layer { _ = $0.add("drop", .dropout(.init(rate: 1)), $0.input) } == "drop")
    #expect(
      layer {
        let x = $0.add("pool", .globalAveragePooling, $0.input)
        _ = $0.add("pool", .activation(.relu), x)
      } == "pool")
    #expect(
      layer {
        _ = $0.add("unread", .activation(.relu), $0.input)
        _ = $0.add("pool", .globalAveragePooling, $0.input)
      } == "unread")
    #expect(
      layer {
        let x = $0.add("pool", .globalAveragePooling, $0.input)
        _ = $0.add("sum", .addition, x, $0.input)
      } == "sum")
  }

  @Test(arguments: [
    #"{"nodes":[],"stages":[]}"#,
    #"{"nodes":[{"name":"x","operation":{"kind":"flatten"},"inputs":[0]}],"stages":[]}"#,
    #"{"nodes":[{"name":"x","operation":{"kind":"input","height":-1,"width":2,"channels":3},"inputs":[]}],"stages":[]}"#,
    #"{"nodes":[{"name":"x","operation":{"kind":"input","height":9000000000000,"width":2,"channels":3},"inputs":[]}],"stages":[]}"#,
    #"{"nodes":[{"name":"x","operation":{"kind":"input","height":9,"width":2,"channels":3},"inputs":[]},{"name":"y","operation":{"kind":"flatten"},"inputs":[7]}],"stages":[]}"#,
    #"{"nodes":[{"name":"x","operation":{"kind":"input","height":9,"width":2,"channels":3},"inputs":[]}],"stages":[{"name":"s","lastNode":4}]}"#,
  ])
  func aHostileFileIsAnError(json: String) {
    #expect(throws: (any Error).self) {
      try JSONDecoder().decode(Graph.self, from: Data(json.utf8))
    }
  }

  @Test func weightsThatNoMemoryHoldsAreRefused() {
    #expect(throws: GraphError.self) {
      try build {
        let wide = Operation.Convolution(outputChannels: 1 << 20, kernel: 1)
        let x = $0.add("pool", .pooling(.init(.maximum, kernel: 8, stride: 8)), $0.input)
        let y = $0.add("first", .convolution(wide), x)
        _ = $0.add("second", .convolution(wide), y)
      }
    }
  }
}
