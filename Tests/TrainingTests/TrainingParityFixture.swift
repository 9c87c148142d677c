import Foundation
import Testing

/// What `Fixtures/make_training_parity.py` wrote down of one network.
struct TrainingParityFixture: Decodable, Sendable {
  /// One freezing policy in one mode of batch norm.
  struct Run: Decodable, Sendable, CustomTestStringConvertible {
    /// As `--freeze` takes it.
    let freeze: String
    /// As `--batchnorm` takes it.
    let batchNorm: String
    /// What ``TrainingParityWeights/pictures(named:shape:)`` draws them by.
    let pictures: String
    /// The least distance from a kink that a gradient goes through, as a share of the values' root mean square;
    /// `nil` if it was not looked at.
    let kinkDistance: Double?
    /// How far PyTorch's single precision is from its double precision.
    let singlePrecision: TrainingParityErrors
    /// What comes of the other sides of kinks so near that rounding may lead to either.
    let otherSides: [Outcome]
    fileprivate let outcome: Outcome

    private enum CodingKeys: CodingKey {
      case freeze, batchNorm, pictures, kinkDistance, singlePrecision, otherSides
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      freeze = try container.decode(String.self, forKey: .freeze)
      batchNorm = try container.decode(String.self, forKey: .batchNorm)
      pictures = try container.decode(String.self, forKey: .pictures)
      kinkDistance = try container.decodeIfPresent(Double.self, forKey: .kinkDistance)
      singlePrecision = try container.decode(
        TrainingParityErrors.self, forKey: .singlePrecision)
      otherSides = try container.decodeIfPresent([Outcome].self, forKey: .otherSides) ?? []
      outcome = try Outcome(from: decoder)
    }

    var testDescription: String { "\(freeze), batch norm \(batchNorm)" }
  }

  /// What came of a run.
  struct Outcome: Decodable, Sendable {
    /// Of each step, before its update.
    let losses: [Double]
    fileprivate let logits: Data
    fileprivate let gradients: [Data]
    fileprivate let changes: Data
    fileprivate let movements: Data?
  }

  static let architectures = [
    "efficientnet_lite0", "inception_v3", "mobilenet_v2", "resnet18", "resnet50",
    "resnext50_32x4d", "squeezenet1_1", "vgg11", "vgg11_bn",
  ]

  let architecture: String
  /// `[batch, height, width, channels]`
  let input: [Int]
  /// The kind of head, without hidden layers or dropout.
  let head: String
  let classes: Int
  let labels: [Int]
  let learningRate, momentum: Double
  /// The center of what running variances start with.
  let runningVariance: Float
  /// The center of what norms add, but for the quiet ones.
  let shift: Float
  /// Norms that end a residual branch.
  let quietNorms: [String]
  let parameters, statistics: [String]
  let runs: [Run]
  private let start: Data
  private let trained: [String: [String]]

  static func of(_ architecture: String) throws -> TrainingParityFixture {
    let url = try #require(
      Bundle.module.url(
        forResource: architecture, withExtension: "json",
        subdirectory: "Fixtures/TrainingParity"))
    return try JSONDecoder().decode(TrainingParityFixture.self, from: Data(contentsOf: url))
  }

  /// Of what is drawn for every parameter and statistic.
  func startDigests() throws -> [String: TensorDigest] {
    try digests(start, of: parameters + statistics)
  }

  /// What a policy trains, sorted.
  func trained(_ run: Run) throws -> [String] {
    try #require(trained[run.freeze], "no list of what \(run.freeze) trains")
  }

  /// What PyTorch makes of a run in double precision.
  func expected(_ run: Run) throws -> TrainingParityOutcome {
    try expected(run, run.outcome)
  }

  /// The same on the other side of each near kink.
  func beyondKinks(_ run: Run) throws -> [TrainingParityOutcome] {
    try run.otherSides.map { try expected(run, $0) }
  }

  private func expected(_ run: Run, _ outcome: Outcome) throws -> TrainingParityOutcome {
    let trained = try trained(run)
    return TrainingParityOutcome(
      losses: outcome.losses, logits: floats(outcome.logits),
      gradients: try outcome.gradients.map { try digests($0, of: trained) },
      changes: try digests(outcome.changes, of: trained),
      movements: try outcome.movements.map { try digests($0, of: statistics) } ?? [:])
  }

  private func digests(_ data: Data, of names: [String]) throws -> [String: TensorDigest] {
    let numbers = floats(data)
    try #require(
      numbers.count == names.count * TensorDigest.count,
      "\(architecture): \(numbers.count) numbers for \(names.count) tensors")
    return Dictionary(
      uniqueKeysWithValues: names.enumerated().map { index, name in
        let first = index * TensorDigest.count
        return (name, TensorDigest(numbers: Array(numbers[first..<first + TensorDigest.count])))
      })
  }

  /// Little-endian single precision.
  private func floats(_ data: Data) -> [Double] {
    let bytes = [UInt8](data)
    return stride(from: 0, to: bytes.count - 3, by: 4).map { place in
      let bits = bytes[place..<place + 4].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      return Double(Float(bitPattern: bits))
    }
  }
}
