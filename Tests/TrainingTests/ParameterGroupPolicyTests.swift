import Graphs
import Names
import Tensors
import Testing

@testable import Training

@Suite struct ParameterGroupPolicyTests {
  /// Two stages: `stem` lies before the first one's end, `head` after the last.
  private func graph() throws -> Graph {
    var builder = GraphBuilder(input: .init(height: 4, width: 4, channels: 3))
    var x = builder.input
    for name in ["stem", "layer1.conv", "layer2.conv"] {
      x = builder.add(name, .convolution(.init(outputChannels: 3, kernel: 1, hasBias: true)), x)
    }
    x = builder.add("layer2.norm", .batchNorm(.init()), x)
    x = builder.add("pool", .globalAveragePooling, x)
    x = builder.add("head.output", .linear(.init(outputFeatures: 2)), x)
    let nodes = try builder.build().nodes
    return try Graph(
      nodes: nodes,
      stages: [.init(name: "layer1", lastNode: 2), .init(name: "layer2", lastNode: 4)])
  }

  private func groups(
    _ policy: ParameterGroupPolicy, optimizer: OptimizerConfiguration = .init(l1: 0.5),
    trains: (Parameter) -> Bool = { _ in true }
  ) throws -> [String: ParameterGroup] {
    try policy.groups(of: graph(), optimizer: optimizer, trains: trains)
  }

  @Test func ratesFallFromTheHeadDown() throws {
    let rates = try groups(ParameterGroupPolicy(layerDecay: 0.5)).mapValues(\.learningRateFactor)
    #expect(rates["head.output.weight"] == 1)
    #expect(rates["head.output.bias"] == 1)
    #expect(rates["layer2.conv.weight"] == 0.5)
    #expect(rates["layer2.norm.weight"] == 0.5)
    #expect(rates["layer1.conv.bias"] == 0.25)
    #expect(rates["stem.weight"] == 0.25)
  }

  @Test func onlyWeightsAreDecayedUnlessAllAre() throws {
    let some = try groups(ParameterGroupPolicy())
    let all = try groups(ParameterGroupPolicy(decaysAll: true))
    for (name, group) in some {
      let isWeight = name.hasSuffix(".weight") && !name.contains("norm")
      #expect(group.weightDecay == (isWeight ? 0.01 : 0), "\(name)")
      #expect(group.l1 == (isWeight ? 0.5 : 0), "\(name)")
      #expect(all[name]?.weightDecay == 0.01 && all[name]?.l1 == 0.5)
    }
    #expect(some.count == 10)
  }

  @Test func onlyWhatTrainsHasAGroup() throws {
    let groups = try groups(ParameterGroupPolicy()) { $0.name.hasPrefix("layer2") }
    #expect(
      groups.keys.sorted() == [
        "layer2.conv.bias", "layer2.conv.weight", "layer2.norm.bias", "layer2.norm.weight",
      ])
  }

  @Test func theFirstPatternThatMatchesCountsBesideTheLayers() throws {
    let rates = try groups(
      ParameterGroupPolicy(
        layerDecay: 0.5,
        factors: [
          .init(pattern: NamePattern("layer?.conv.bias"), factor: 8),
          .init(pattern: NamePattern("layer1.*"), factor: 3),
        ])
    ).mapValues(\.learningRateFactor)
    #expect(rates["layer1.conv.bias"] == 2)
    #expect(rates["layer2.conv.bias"] == 4)
    #expect(rates["layer1.conv.weight"] == 0.75)
    #expect(rates["head.output.bias"] == 1)
  }

  @Test func aPatternThatNothingFollowsIsRefused() throws {
    func refuses(_ patterns: [String], trains: (Parameter) -> Bool = { _ in true }) {
      let policy = ParameterGroupPolicy(
        factors: patterns.map { .init(pattern: NamePattern($0), factor: 2) })
      let error = #expect(throws: TrainingError.self) { try groups(policy, trains: trains) }
      #expect(error?.description.hasPrefix("--lr-group: ") == true)
      #expect(error?.description.hasSuffix(patterns[patterns.count - 1]) == true)
    }
    refuses(["laier1.*"])
    refuses(["layer1.*"]) { $0.name.hasPrefix("head") }
    // All that it matches is taken.
    refuses(["*", "layer1.*"])
  }

  @Test func aLayerDecayThatReachesNothingIsRefused() throws {
    let policy = ParameterGroupPolicy(layerDecay: 0.5)
    #expect(throws: TrainingError.self) { try groups(policy) { $0.name.hasPrefix("head") } }
    #expect(try groups(ParameterGroupPolicy()) { $0.name.hasPrefix("head") }.count == 2)
  }

  @Test(arguments: [
    (ParameterGroupPolicy(layerDecay: 0), "--layer-decay"),
    (ParameterGroupPolicy(layerDecay: 1.1), "--layer-decay"),
    (ParameterGroupPolicy(layerDecay: .nan), "--layer-decay"),
    (ParameterGroupPolicy(factors: [.init(pattern: NamePattern("a"), factor: 0)]), "--lr-group"),
    (
      ParameterGroupPolicy(factors: [.init(pattern: NamePattern("a"), factor: .infinity)]),
      "--lr-group"
    ),
  ])
  func factorsOutsideTheirRangesAreNamed(policy: ParameterGroupPolicy, flag: String) {
    let error = #expect(throws: TrainingError.self) { try policy.validate() }
    #expect(error?.description.hasPrefix(flag + ": expected ") == true)
  }

  @Test(arguments: [
    ("head.*", "head.output.weight", true), ("*.bias", "layer1.0.bn1.bias", true),
    ("layer?.*", "layer4.conv", true), ("layer?.*", "layer10.conv", false),
    ("layer[12].*", "layer[12].x", true), ("layer[12].*", "layer1.x", false),
    ("head", "head.output", false), ("", "a", false), ("*", "", true),
  ])
  func aPatternIsAShells(pattern: String, name: String, matches: Bool) {
    #expect(NamePattern(pattern).matches(name) == matches)
  }
}
