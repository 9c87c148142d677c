import Backbones
import Graphs

extension DryRun {
  /// What `graft train --dry-run --json` prints. Bytes are of one picture.
  public struct Result: Codable, Sendable {
    /// The value that the frozen part hands over.
    public struct Boundary: Codable, Sendable {
      public let node: String
      /// `[height, width, channels]` or `[features]`.
      public let shape: [Int]
      public let bytes: Int
    }

    /// Epochs during which the same parameters train.
    public struct Phase: Codable, Sendable {
      /// The first and the last, counted from 1.
      public let epochs: [Int]
      /// Stages, and `head`, with parameters that train from here on.
      public let thawed: [String]
      public let trainedParameters: Int
      public let boundary: Boundary
      /// What a step keeps for the way back.
      public let keptBytes: Int
    }

    /// A layer with the activation that follows it.
    public struct Layer: Codable, Sendable {
      public let name: String
      /// For example `["convolution", "relu"]`.
      public let operations: [String]
      public let shape: [Int]
      /// Whether it belongs to the frozen part that is computed ahead.
      public let isBeforeBoundary: Bool
      /// Weights and biases, no running statistics.
      public let parameters: Int
      public let trainedParameters: Int
      /// `nil` if none of it ever trains.
      @ExplicitNull public private(set) var trainedFromEpoch: Int?
      /// Of a batch norm: what becomes of its running statistics.
      @ExplicitNull public private(set) var statistics: BatchNormMode?
      /// Before the schedule; more than one where its parameters differ, none where none trains.
      public let learningRates: [Double]
      public let multiplyAdds: Int
      public let keptBytes: Int
    }

    public struct Totals: Codable, Sendable {
      public let parameters: Int
      public let trainedParameters: Int
      public let multiplyAdds: Int
      public let multiplyAddsBehindBoundary: Int
      public let keptBytes: Int
    }

    public private(set) var command = "train"
    public private(set) var dryRun = true
    public let backbone: String
    public let freeze: String
    public let batchNorm: BatchNormMode
    public let precision: Precision
    public let classes: [String]
    public let images: Int
    public let epochs: Int
    public let phases: [Phase]
    /// As the last phase has them.
    public let layers: [Layer]
    /// Of the last phase.
    public let boundary: Boundary
    /// Of the last phase.
    public let totals: Totals
  }
}
