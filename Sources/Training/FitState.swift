import Tensors

/// Where a fit stands, beside its tensors.
public struct FitState: Codable, Sendable {
  /// Epochs that are finished.
  public internal(set) var epochs = 0
  /// Of the epoch under way: batches that are finished, and what they gave.
  public internal(set) var batches = 0
  var loss = 0.0
  var correct = 0
  var learningRate = 0.0
  /// Steps, plateau and selection.
  public internal(set) var progress = FitProgress()
  public internal(set) var history: [EpochRecord] = []
  /// Which kernels computed: library, version, processor.
  public internal(set) var kernels = ""
}

/// An earlier fit's checkpoint, to go on from.
public struct FitResumption: Sendable {
  let state: FitState
  let tensors: [String: Tensor]
  /// The parameters of the best epoch, if it is the one that `state` knows.
  let best: [String: Tensor]?
  /// Whether the best epoch so far is lost and will not come again.
  public let lacksBest: Bool

  /// What prefixes the averages' names in a checkpoint.
  static let averagePrefix = "average/"
  /// What prefixes the names of the optimizer's tensors.
  static let optimizerPrefix = "optimizer/"

  /// - Parameters:
  ///   - last: Where the fit stood.
  ///   - best: The best epoch's checkpoint; one of another epoch than `last` knows is not used: that epoch will
  ///     come again.
  ///   - path: Of `last`, for messages.
  /// - Throws: ``CheckpointError`` if one was made by something else.
  public init(last: Checkpoint, best: Checkpoint?, path: String) throws {
    state = try last.state(as: FitState.self, path: path)
    tensors = last.tensors
    let wanted = state.progress.selection.best.map { CheckpointPosition(epochs: $0.epoch) }
    let checkpoint = [best, last].compactMap(\.self).first { $0.position == wanted }
    self.best = checkpoint.map(Self.kept)
    lacksBest =
      wanted != nil && checkpoint == nil && best.map { $0.position < last.position } ?? true
  }

  public var epochs: Int { state.epochs }
  public var history: [EpochRecord] { state.history }
  /// Which kernels computed what lies behind.
  public var kernels: String { state.kernels }

  /// The parameters that a checkpoint's epoch is judged by: the averages where there are some.
  private static func kept(of checkpoint: Checkpoint) -> [String: Tensor] {
    let averages = part(averagePrefix, of: checkpoint.tensors)
    return checkpoint.tensors.filter { !$0.key.contains("/") }.merging(averages) { $1 }
  }

  static func part(_ prefix: String, of tensors: [String: Tensor]) -> [String: Tensor] {
    var result: [String: Tensor] = [:]
    for (name, tensor) in tensors where name.hasPrefix(prefix) {
      result[String(name.dropFirst(prefix.count))] = tensor
    }
    return result
  }

  var parameters: [String: Tensor] { tensors.filter { !$0.key.contains("/") } }
  var averages: [String: Tensor] { Self.part(Self.averagePrefix, of: tensors) }
  var optimizer: [String: Tensor] { Self.part(Self.optimizerPrefix, of: tensors) }
}
