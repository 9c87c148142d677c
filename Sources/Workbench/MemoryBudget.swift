import Graphs
import Tensors
import Workers

/// What a frozen pass needs, before it starts.
struct MemoryBudget {
  /// Features of every item and view.
  let featureByteCount: Int
  /// What is needed however few workers there are.
  private let fixedByteCount: Int
  private let workerByteCount: Int

  /// - Parameter rowByteCount: What is kept of each picture; `nil` for the plan's whole output.
  init(
    plan: InferencePlan, items: Int, views: Int, parameterByteCount: Int, rowByteCount: Int? = nil
  ) {
    let row = rowByteCount ?? plan.outputs[0].byteCount / plan.microBatch
    featureByteCount = row * items * (1 + views)
    // Rows are gathered once more when they become tensors.
    fixedByteCount = parameterByteCount + plan.weightByteCount + 2 * featureByteCount
    workerByteCount = plan.arenaByteCount
  }

  /// As many workers as fit. Fewer change no bit.
  /// - Throws: ``WorkbenchError/overMemoryLimit(needed:limit:advice:)`` if not even one fits.
  func workers(wanted: Int, limit: Int?) throws -> Workers {
    guard let limit else { return Workers(count: wanted) }
    let room = (limit - fixedByteCount) / max(workerByteCount, 1)
    guard limit > fixedByteCount, room >= 1 else {
      throw WorkbenchError.overMemoryLimit(
        needed: fixedByteCount + workerByteCount, limit: limit,
        advice: "a smaller --micro-batch lowers the \(ByteText.of(workerByteCount)) of a worker, "
          + "a smaller --image-size everything")
    }
    return Workers(count: min(wanted, room))
  }
}
