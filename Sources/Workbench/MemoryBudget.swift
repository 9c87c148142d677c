import Graphs
import Tensors
import Workers

/// What a frozen pass needs, before it starts.
struct MemoryBudget {
  /// Features of every item and view.
  let featureByteCount: Int
  /// What is needed however few workers there are.
  private let fixedByteCount: Int
  let workerByteCount: Int
  private let microBatch: Int

  /// - Parameter rowByteCount: What is kept of each picture; `nil` for the plan's whole output.
  init(
    plan: InferencePlan, items: Int, views: Int, parameterByteCount: Int, rowByteCount: Int? = nil
  ) {
    let row = rowByteCount ?? plan.outputs[0].byteCount / plan.microBatch
    featureByteCount = row * items * (1 + views)
    // Rows are gathered once more when they become tensors.
    fixedByteCount =
      MemoryLimit.programByteCount + parameterByteCount + plan.weightByteCount
      + 2 * featureByteCount
    workerByteCount = plan.arenaByteCount
    microBatch = plan.microBatch
  }

  /// With one worker.
  var leastByteCount: Int { fixedByteCount + workerByteCount }

  /// As many as fit. Fewer change no bit.
  /// - Returns: `nil` if not even one fits.
  func workerCount(wanted: Int, limit: Int) -> Int? {
    guard leastByteCount <= limit else { return nil }
    return min(wanted, (limit - fixedByteCount) / max(workerByteCount, 1))
  }

  /// As many workers as the machine may have and as fit.
  /// - Parameter other: The same pass with so many pictures at a time, which is asked only where this one does not
  ///   fit.
  /// - Throws: ``WorkbenchError/overMemoryLimit(needed:limit:advice:)`` if not even one fits, and what `other` throws.
  func workers(
    _ machine: RunConfiguration.Machine, _ reporter: any Reporter,
    with other: (_ microBatch: Int) throws -> MemoryBudget
  ) throws -> Workers {
    let wanted = machine.threads ?? Workers.available
    let limit = MemoryLimit(of: machine)
    guard let count = workerCount(wanted: wanted, limit: limit.byteCount) else {
      throw WorkbenchError.overMemoryLimit(
        needed: leastByteCount, limit: limit,
        advice: try MemoryLimit.advice(
          below: microBatch,
          instead: "smaller or fewer pictures, or fewer views of each, need less"
        ) { try other($0).workerCount(wanted: 1, limit: limit.byteCount) != nil })
    }
    if count < wanted { reporter.note(Self.note(on: count, of: wanted)) }
    return Workers(count: count)
  }

  static func note(on count: Int, of wanted: Int) -> String {
    "\(count) of \(wanted) threads, so that memory suffices; no result changes"
  }
}
