import Backbones
import Graphs
import Kernels
import Tensors
import Testing

/// Three steps of every family of networks beside PyTorch's, in each freezing policy and mode of batch norm.
@Suite struct TrainingParityTests {
  private struct Network {
    let fixture: TrainingParityFixture
    let graph: Graph
    let start: [String: Tensor]
    let startDigests: [String: TensorDigest]

    init(_ architecture: String) throws {
      fixture = try TrainingParityFixture.of(architecture)
      let kind = try #require(Head.Kind(rawValue: fixture.head))
      graph = try Backbone(
        Architecture(named: architecture), height: fixture.input[1], width: fixture.input[2]
      ).grafted(head: Head(kind: kind, dropout: 0, classes: fixture.classes))
      start = try TrainingParityWeights.parameters(of: graph, fixture: fixture)
      startDigests = try fixture.startDigests()
    }

    func run(_ freeze: String, _ batchNorm: String) throws -> TrainingParityFixture.Run {
      try #require(
        fixture.runs.first { $0.freeze == freeze && $0.batchNorm == batchNorm })
    }

    /// What is off by too much, in words.
    func excess(
      _ run: TrainingParityFixture.Run, kernels: any KernelSet = OneDNN(),
      wrongStatistics: NormStatistics? = nil
    ) throws -> [String] {
      let found = try TrainingParityRun(
        fixture: fixture, run: run, kernels: kernels, wrongStatistics: wrongStatistics
      ).outcome(start, in: graph)
      let isFarFromKinks = run.kinkDistance ?? 0 >= TrainingParityTests.farFromKinks
      func excess(over expected: TrainingParityOutcome) -> [String] {
        found.errors(against: expected, start: startDigests).excess(
          over: run.singlePrecision, factor: TrainingParityTests.factor,
          floors: isFarFromKinks
            ? TrainingParityErrors.floors : TrainingParityErrors.floorsWithWinograd)
      }
      let own = excess(over: try fixture.expected(run))
      // Rounding decides on which side of a very near kink a value is: either is right.
      let isBeyondOne =
        try !own.isEmpty
        && fixture.beyondKinks(run).contains { excess(over: $0).isEmpty }
      return isBeyondOne ? [] : own
    }
  }

  /// What is expected was computed in double precision. Allowed is this many times what PyTorch's own single
  /// precision is off, or the floors of `TrainingParityErrors`.
  private static let factor = 20.0
  /// Where values come nearer to a kink, rounding may put one of them on its other side.
  private static let farFromKinks = 3e-6

  /// What is run of each network where nothing is optimized and all of it would take minutes: every mode several
  /// times, and what `match:` freezes behind what trains.
  private static let few = [
    "efficientnet_lite0": ("none", "train"), "inception_v3": ("until:Mixed_6b", "adapt"),
    "mobilenet_v2": ("none", "frozen"), "resnet18": ("none", "train"),
    "resnet50": ("until:layer2", "train"), "resnext50_32x4d": ("until:layer2", "adapt"),
    "squeezenet1_1": ("all", "frozen"), "vgg11": ("until:features.10", "frozen"),
    "vgg11_bn": ("until:features.14", "frozen"),
  ]

  private static func runs(of fixture: TrainingParityFixture) -> [TrainingParityFixture.Run] {
    #if DEBUG
      fixture.runs.filter {
        few[fixture.architecture] ?? ("", "") == ($0.freeze, $0.batchNorm)
          || $0.freeze.hasPrefix("match:")
      }
    #else
      fixture.runs
    #endif
  }

  @Test(arguments: TrainingParityFixture.architectures)
  func threeStepsArePyTorchs(architecture: String) throws {
    let network = try Network(architecture)
    try expectSameStart(network)
    let runs = Self.runs(of: network.fixture)
    #expect(!runs.isEmpty)
    for run in runs {
      let excess = try network.excess(run)
      #expect(excess.isEmpty, "\(architecture), \(run.testDescription): \(excess)")
    }
  }

  private func expectSameStart(_ network: Network) throws {
    #expect(Set(network.start.keys) == Set(network.startDigests.keys))
    for (name, tensor) in network.start {
      let expected = try #require(network.startDigests[name])
      // Sums that the fixture rounds to single precision, of the very same numbers.
      let error = TensorDigest(of: tensor, named: name).error(against: expected, floor: 0)
      #expect(error < 1e-6, "\(name)")
    }
  }

  // MARK: Wrong rules

  /// What one mode expects is met by the rule of no other.
  @Test(
    arguments: [
      ("until:features.10", "frozen", NormStatistics.adapting),
      ("until:features.10", "frozen", .batch), ("all", "adapt", .running),
      ("all", "adapt", .batch), ("all", "train", .running), ("all", "train", .adapting),
    ])
  func theRuleOfAnotherModeIsFound(freeze: String, batchNorm: String, wrong: NormStatistics) throws
  {
    let network = try Network("mobilenet_v2")
    let excess = try network.excess(network.run(freeze, batchNorm), wrongStatistics: wrong)
    func isOff(_ figure: String) -> Bool { excess.contains { $0.hasPrefix(figure) } }
    if (batchNorm == "train") != (wrong == .batch) {
      #expect(isOff("logits") && isOff("median gradient"), "\(excess)")
    }
    if (batchNorm == "frozen") != (wrong == .running) {
      #expect(isOff("worst movement"), "\(excess)")
    }
  }

  /// Every kind of gradient that the engine computes, each too large by a hundredth.
  @Test(
    arguments: [
      (
        "mobilenet_v2", "frozen",
        [
          "convolutionInputGradient", "convolutionWeightGradient", "gatedSum", "foldNormGradient",
          "globalAveragePoolingGradient", "linearInputGradient", "linearWeightGradient",
          "columnSum",
          "softmaxCrossEntropyGradient",
        ]
      ),
      (
        "mobilenet_v2", "train",
        ["gradientMoments", "batchNormGradient", "batchNormInputGradient", "batchStatistics"]
      ),
      ("vgg11", "frozen", ["poolingGradient", "flattenGradient", "convolutionWeightGradient"]),
    ])
  func aRuleThatIsOffByAHundredthIsFound(
    architecture: String, batchNorm: String, kinds: [String]
  ) throws {
    let network = try Network(architecture)
    let run = try #require(
      network.fixture.runs.first {
        $0.freeze.hasPrefix("until:") && $0.batchNorm == batchNorm
      })
    #expect(try network.excess(run).isEmpty)
    for kind in kinds {
      let excess = try network.excess(run, kernels: SpoiledKernels(kind, factor: 1.01))
      #expect(!excess.isEmpty, "\(architecture), \(batchNorm): \(kind)")
    }
  }

  @Test func anotherMomentumIsFound() throws {
    let network = try Network("squeezenet1_1")
    let run = try network.run("all", "frozen")
    var parity = TrainingParityRun(fixture: network.fixture, run: run)
    parity.wrongMomentum = 0.89
    let excess = try parity.outcome(network.start, in: network.graph)
      .errors(against: network.fixture.expected(run), start: network.startDigests)
      .excess(over: run.singlePrecision, factor: Self.factor)
    #expect(excess.contains { $0.hasPrefix("worst change") }, "\(excess)")
  }
}
