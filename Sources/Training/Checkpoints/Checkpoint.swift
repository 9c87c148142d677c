import FoundationEssentials
import Tensors

/// Everything that a run needs to go on: named tensors, and a state that is not numbers.
///
/// By convention parameters and running statistics stand under their own names, so that any reader of
/// safetensors sees a network; what belongs to the optimizer or to an average of the weights has a prefix that
/// no parameter has.
public struct Checkpoint: Sendable {
  public let position: CheckpointPosition
  public let tensors: [String: Tensor]
  /// The state as canonical JSON.
  let state: String

  init(position: CheckpointPosition, tensors: [String: Tensor], state: String) {
    self.position = position
    self.tensors = tensors
    self.state = state
  }

  /// - Parameter state: Stored as JSON with sorted keys: equal states give identical files.
  /// - Throws: ``CheckpointError/unwritableState(problem:)`` if a number in it is not finite, or what its own
  ///   `encode` throws.
  public init(
    position: CheckpointPosition, tensors: [String: Tensor], state: some Encodable
  ) throws(CheckpointError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      self.init(
        position: position, tensors: tensors,
        state: String(decoding: try encoder.encode(state), as: UTF8.self))
    } catch { throw .unwritableState(problem: "\(error)") }
  }

  /// The state that was stored.
  /// - Parameter path: Where the checkpoint came from, for messages.
  /// - Throws: ``CheckpointError/unreadableState(path:problem:)`` if it was of another type.
  public func state<State: Decodable>(
    as type: State.Type, path: String
  ) throws(CheckpointError) -> State {
    do { return try JSONDecoder().decode(type, from: Data(state.utf8)) } catch {
      throw .unreadableState(path: path, problem: "\(error)")
    }
  }
}
