import Backbones
import Graphs
import Tensors
import Testing

@Suite struct BackboneTests {
  private func lastNames(_ graph: Graph, _ count: Int) -> [String] {
    graph.nodes.suffix(count).map(\.name)
  }

  @Test(arguments: [
    (Architecture.resNet18, Head.Kind.linear, 512, "avgpool"), (.resNet50, .pool, 2048, "avgpool"),
    (.vgg16, .linear, 4096, "classifier.4"), (.vgg16, .pool, 512, "avgpool"),
    (.vgg16BatchNorm, .pool, 512, "avgpool"), (.squeezeNet, .linear, 512, "avgpool"),
    (.squeezeNet, .pool, 512, "avgpool"), (.mobileNetV2, .linear, 1280, "avgpool"),
    (.inceptionV3, .linear, 2048, "avgpool"), (.inceptionV3, .pool, 2048, "avgpool"),
    (.efficientNetLite0, .pool, 1280, "avgpool"),
  ])
  func theHeadReadsThePooledFeatures(
    architecture: Architecture, kind: Head.Kind, features: Int, name: String
  ) throws {
    let backbone = try Backbone(architecture)
    let graph = try backbone.grafted(head: Head(kind: kind, classes: 5))
    let node = try #require(Head.featuresNode(in: graph))
    #expect(graph.shapes[node] == [features])
    #expect(graph.nodes[node].name == name)
    #expect(graph.outputShape == [5])
    #expect(lastNames(graph, 2) == ["head.dropout", "head.output"])
    let part = try backbone.features(kind: kind)
    #expect(Array(graph.nodes[...node]) == part.nodes)
    #expect(graph.stages == part.stages)
  }

  @Test func poolingStartsBehindTheLastConvolutionWithItsNormAndActivation() throws {
    func beforePooling(_ architecture: Architecture) throws -> String? {
      try Backbone(architecture).features(kind: .pool).nodes.dropLast().last?.name
    }
    #expect(try beforePooling(.vgg16) == "features.29")
    #expect(try beforePooling(.vgg16BatchNorm) == "features.42")
    #expect(try beforePooling(.resNet50) == "layer4.2.relu3")
    #expect(try beforePooling(.inceptionV3) == "Mixed_7c.concat")
    #expect(try beforePooling(.squeezeNet) == "features.12.concat")
    #expect(try beforePooling(.mobileNetV2) == "features.18.2")
  }

  @Test(arguments: Architecture.allCases, Head.Kind.allCases)
  func theBackbonesOwnDropoutIsLeftOut(architecture: Architecture, kind: Head.Kind) throws {
    let graph = try Backbone(architecture).grafted(
      head: Head(kind: kind, dropout: 0.25, classes: 3))
    let rates = graph.nodes.compactMap { node -> Double? in
      guard case .dropout(let dropout) = node.operation else { return nil }
      return dropout.rate
    }
    #expect(rates == [0.25])
  }

  @Test func aHiddenHeadIsLaidOutInOrder() throws {
    let head = Head(hidden: [64, 32], dropout: 0.5, hasNorm: true, classes: 4)
    let graph = try Backbone(.resNet18).grafted(head: head)
    #expect(
      lastNames(graph, 10) == [
        "head.dropout1", "head.hidden1", "head.norm1", "head.relu1", "head.dropout2",
        "head.hidden2", "head.norm2", "head.relu2", "head.dropout", "head.output",
      ])
    #expect(
      graph.parameters.filter { $0.name.hasPrefix("head.hidden") }.map(\.name)
        == ["head.hidden1.weight", "head.hidden2.weight"])
    let plain = Head(hidden: [64], dropout: 0, classes: 4)
    let bare = try Backbone(.resNet18).grafted(head: plain)
    #expect(lastNames(bare, 3) == ["head.hidden1", "head.relu1", "head.output"])
    #expect(
      bare.parameters.suffix(4).map(\.shape) == [[64, 512], [64], [4, 64], [4]])
  }

  @Test func stagesThatStayKeepTheirNames() throws {
    let linear = try Backbone(.vgg16).grafted(head: Head(kind: .linear, classes: 2))
    #expect(linear.stages.last?.name == "classifier")
    let pool = try Backbone(.vgg16).grafted(head: Head(kind: .pool, classes: 2))
    #expect(pool.stages.map(\.name).last == "features.30")
    #expect(pool.stages.last.map { pool.nodes[$0.lastNode].name } == "features.29")
  }

  @Test func aHeadCanBeReplacedAgain() throws {
    let first = try Backbone(.resNet18).grafted(head: Head(hidden: [16], classes: 3))
    for kind in Head.Kind.allCases {
      let again = try Backbone(graph: first).grafted(head: Head(kind: kind, classes: 9))
      #expect(again == (try Backbone(.resNet18).grafted(head: Head(kind: kind, classes: 9))))
    }
    // SqueezeNet's own classifier is a convolution; behind a head, the last one is a feature.
    let squeeze = try Backbone(.squeezeNet).grafted(head: Head(kind: .pool, classes: 3))
    let again = try Backbone(graph: squeeze).grafted(head: Head(kind: .pool, classes: 3))
    #expect(again == squeeze)
  }

  @Test func sizesThatMakeNoLayerAreRefused() throws {
    let backbone = try Backbone(.resNet18)
    for head in [
      Head(classes: 0), Head(hidden: [0], classes: 2), Head(hidden: [-1], classes: 2),
      Head(dropout: 1, classes: 2), Head(dropout: .nan, classes: 2),
    ] {
      #expect(throws: GraphError.self) { try backbone.grafted(head: head) }
    }
  }

  @Test func aNetworkWithNothingToReplaceIsRefused() throws {
    var builder = GraphBuilder(input: .init(height: 4, width: 4))
    _ = builder.add("pool", .globalAveragePooling, builder.input)
    let graph = try builder.build()
    for kind in Head.Kind.allCases {
      #expect(throws: GraphError.self) {
        try Backbone(graph: graph).grafted(head: Head(kind: kind, classes: 2))
      }
    }
  }

  @Test func aNetworkWithoutAHeadHasNoFeaturesNode() throws {
    #expect(Head.featuresNode(in: try Architecture.resNet18.graph()) == nil)
  }
}
