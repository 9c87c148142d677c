import Backbones
import Graphs
import Testing

/// What each policy says of a real network.
@Suite struct FreezingNetworkTests {
  static func grafted(_ architecture: Architecture, kind: Head.Kind = .linear) throws -> Graph {
    try Backbone(architecture).grafted(
      head: Head(kind: kind, hidden: [8], hasNorm: true, classes: 3))
  }

  private static let head: Set = [
    "head.hidden1.weight", "head.norm1.weight", "head.norm1.bias", "head.output.weight",
    "head.output.bias",
  ]

  private func trained(_ text: String, in graph: Graph, epoch: Int = 1) throws -> Set<String> {
    try FreezingPolicy(text).trained(in: graph, epoch: epoch).names
  }

  /// The backbone's parts that train, by the first part of their names.
  private func parts(_ text: String, in graph: Graph, epoch: Int = 1) throws -> Set<String> {
    Set(
      try trained(text, in: graph, epoch: epoch).subtracting(Self.head)
        .map { String($0.prefix { $0 != "." }) })
  }

  @Test(arguments: Architecture.allCases)
  func theHeadTrainsUnderEveryPolicyAndRunningStatisticsUnderNone(architecture: Architecture) throws
  {
    let graph = try Self.grafted(architecture)
    let trainable = Set(graph.parameters.filter(\.role.isTrainable).map(\.name))
    let stage = try #require(graph.stages.first).name
    for text in ["all", "none", "until:\(stage)", "stages:1", "match:*weight", "gradual:2"] {
      for epoch in [1, 4, 100] {
        let trained = try trained(text, in: graph, epoch: epoch)
        #expect(trained.isSuperset(of: Self.head), "\(text)")
        #expect(trained.isSubset(of: trainable), "\(text)")
      }
    }
    #expect(try trained("all", in: graph) == Self.head)
    #expect(try trained("none", in: graph) == trainable)
    #expect(try trained("stages:\(graph.stages.count)", in: graph) == trainable)
    #expect(try trained("gradual:1", in: graph, epoch: 100) == trainable)
  }

  @Test(arguments: Architecture.allCases, Head.Kind.allCases)
  func everyStageHasSomethingToThaw(architecture: Architecture, kind: Head.Kind) throws {
    let graph = try Self.grafted(architecture, kind: kind)
    let thaws = try FreezingPolicy.gradual(epochs: 3).thaws(of: graph)
    #expect(thaws.map(\.firstEpoch) == (0...graph.stages.count).map { 1 + 3 * $0 })
    #expect(thaws[0].trained.names == Self.head)
    for (earlier, later) in zip(thaws, thaws.dropFirst()) {
      #expect(later.trained.names.isStrictSuperset(of: earlier.trained.names))
    }
  }

  @Test func stagesAreFrozenAndThawedWhole() throws {
    let graph = try Self.grafted(.resNet50)
    #expect(try parts("until:layer3", in: graph) == ["layer4"])
    #expect(try parts("until:stem", in: graph) == ["layer1", "layer2", "layer3", "layer4"])
    #expect(try parts("until:layer4", in: graph) == [])
    #expect(try parts("stages:1", in: graph) == ["layer4"])
    #expect(try parts("stages:3", in: graph) == ["layer2", "layer3", "layer4"])
    let layer4 = Set(
      graph.parameters.filter { $0.role.isTrainable && $0.name.hasPrefix("layer4.") }.map(\.name))
    #expect(try trained("stages:1", in: graph) == layer4.union(Self.head))
  }

  @Test func gradualThawsFromTheTopAfterTheHeadAlone() throws {
    let graph = try Self.grafted(.resNet18)
    let expected: [(epoch: Int, parts: Set<String>)] = [
      (1, []), (2, []), (3, ["layer4"]), (4, ["layer4"]), (5, ["layer3", "layer4"]),
      (9, ["layer1", "layer2", "layer3", "layer4"]),
      (11, ["conv1", "bn1", "layer1", "layer2", "layer3", "layer4"]),
    ]
    for (epoch, expectedParts) in expected {
      #expect(try parts("gradual:2", in: graph, epoch: epoch) == expectedParts, "\(epoch)")
    }
  }

  @Test func exactlyWhatMatchesIsFrozen() throws {
    let graph = try Self.grafted(.resNet18)
    let all = try trained("none", in: graph)
    #expect(
      try all.subtracting(trained("match:conv1.weight,layer?.0.bn1.*", in: graph))
        == Set(
          ["conv1.weight"]
            + (1...4).flatMap { ["layer\($0).0.bn1.weight", "layer\($0).0.bn1.bias"] }))
    // The head trains, whatever is asked for.
    #expect(try trained("match:*", in: graph) == Self.head)
  }

  @Test(arguments: [
    ("until:layre3", ["did you mean layer3?", "stem, layer1, layer2, layer3, layer4"]),
    ("until:features.3", ["no stage features.3", "stem, layer1"]),
    ("stages:6", ["1 to 5", "stem, layer1"]),
    ("match:layer5.*", ["match:layer5.*", "no parameter of the backbone matches"]),
    ("match:*,conv1.wieght", ["match:conv1.wieght", "did you mean conv1.weight?"]),
    // Neither the head nor running statistics are the policy's.
    ("match:head.*", ["match:head.*", "the head always trains"]),
    ("match:*.running_mean", ["*.running_mean", "bn1.bias"]),
  ])
  func whatTheNetworkDoesNotHaveIsAnsweredWithWhatItHas(text: String, parts: [String]) throws {
    let graph = try Self.grafted(.resNet18)
    let error = #expect(throws: BackboneError.self) { try trained(text, in: graph) }
    for part in parts { #expect("\(try #require(error))".contains(part), "\(part)") }
  }

  @Test func aNetworkWithoutStagesSaysSo() throws {
    var builder = GraphBuilder(input: Operation.Input(height: 4, width: 4))
    _ = builder.add(
      "conv", .convolution(Operation.Convolution(outputChannels: 2, kernel: 3)), builder.input)
    _ = builder.add(
      "fc", .linear(Operation.Linear(outputFeatures: 2)),
      builder.add("pool", .globalAveragePooling, builder.last))
    let graph = try Backbone(graph: builder.build()).grafted(head: Head(classes: 2))
    for text in ["until:conv", "stages:1", "gradual:1"] {
      #expect(throws: BackboneError.freezing(.noStages(policy: text))) {
        try trained(text, in: graph)
      }
    }
    #expect(try trained("none", in: graph).contains("conv.weight"))
  }
}
