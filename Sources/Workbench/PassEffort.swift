/// What it took to run a model over pictures.
public struct PassEffort: Codable, Sendable {
  /// From opening the model to the last result.
  public internal(set) var total: Double
  /// Reading, decoding and rendering, divided by the number of workers.
  public let decode: Double
  /// The network, divided by the number of workers.
  public let backbone: Double
}
