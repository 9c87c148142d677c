import Backbones
import Foundation

/// What `Fixtures/make_parity.py` wrote down of one network.
struct ParityFixture: Decodable {
  struct Value: Decodable {
    let name: String
    /// `[batch, height, width, channels]` or `[batch, features]`.
    let shape: [Int]
    let norm: Double
    let maximum: Double
    /// At the places ``sampleIndexes(elementCount:)``.
    let samples: [Double]
  }

  struct Quiet: Decodable {
    let suffix: String
    let center: Float
    let halfWidth: Float
  }

  let input: [Int]
  let quiet: Quiet?
  let parameterCount: Int
  let parameterDigest: String
  let stages: [Value]
  let logits: Value

  static func of(_ architecture: Architecture) throws -> ParityFixture {
    try JSONDecoder().decode(
      ParityFixture.self,
      from: FixtureFolder.contents(of: "Parity/\(architecture.rawValue).json"))
  }

  static func sampleIndexes(elementCount: Int) -> [Int] {
    (0..<64).map { $0 * 2_654_435_761 % elementCount }
  }
}
