import Kernels
import Synchronization
import Tensors
import Workers

/// A training plan tied to parameters and memory: runs steps over batches of any size.
///
/// A batch is divided into the plan's micro-batches, which workers take from one queue; what they add up,
/// they add in the order of the micro-batches. The number of workers changes no bit.
public final class TrainingExecutor: @unchecked Sendable {
  // Sendable: `run` is called by one thread at a time, and gives each micro-batch's buffers to one worker at a
  // time; see `SharedBuffers` for the rest.

  public let plan: TrainingPlan
  public let store: ParameterStore
  private let shared: SharedBuffers
  private let prepare: [[any BoundKernel]]
  private let finish: [[any BoundKernel]]
  private let whole: [[any BoundKernel]]
  private let pool = Mutex<[Int: Held]>([:])
  private var preparedGeneration = -1

  private struct Held: @unchecked Sendable {
    // Sendable: the pool hands each micro-batch to one worker at a time.
    let microBatch: MicroBatchExecutor
  }

  /// - Throws: `TensorError.outOfMemory`, `KernelError`.
  public init(_ plan: TrainingPlan, store: ParameterStore) throws {
    let shared = try SharedBuffers(plan, store: store)
    func bind(_ instructions: [TrainingPlan.Instruction]) throws -> [any BoundKernel] {
      try instructions.map { try $0.bound(outputs: $0.outputs, shared, nil) }
    }
    prepare = try plan.prepare.map { try bind($0.instructions) }
    finish = try plan.finish.map { try bind($0.instructions) }
    whole = try plan.segments.map { segment in
      if case .whole(let instructions) = segment { try bind(instructions) } else { [] }
    }
    self.plan = plan
    self.store = store
    self.shared = shared
  }

  /// Trained parameters, in the network's order.
  public var trained: [Parameter] {
    plan.program.parameters.filter { plan.program.trained.contains($0.name) }
  }

  /// After a run: the loss's gradient by a trained parameter, which lies as the parameter does in the store.
  /// - Precondition: The parameter is one of ``trained``.
  public func gradient(of name: String) -> UnsafeMutableBufferPointer<Float> {
    guard let place = plan.places[.parameterGradient(name)] else {
      preconditionFailure("\(name) is not trained")
    }
    // Sound: the plan gave the gradient the parameter's layout.
    return UnsafeMutableBufferPointer(
      start: shared.address(place.buffer, nil).assumingMemoryBound(to: Float.self),
      count: store.elementCount(of: name))
  }

  /// Goes through a batch: forward, and back if the plan trains.
  /// - Parameters:
  ///   - rows: Of the batch.
  ///   - workers: Who runs the micro-batches; `nil` for the calling thread, which must be a worker's.
  ///   - fill: Fills a micro-batch's input, targets, row weights and masks for some rows of the batch. What
  ///     is left of it is padding: finite numbers and row weights of 0. Called from workers.
  ///   - read: Gets each micro-batch after its run. Called from workers.
  /// - Throws: What `fill` throws, `TensorError.outOfMemory`, `KernelError`.
  public func run(
    rows: Int, workers: Workers? = nil,
    fill: @escaping @Sendable (MicroBatchExecutor, _ rows: Range<Int>) throws -> Void,
    read: @escaping @Sendable (MicroBatchExecutor, _ rows: Range<Int>) -> Void
  ) throws {
    try begin(rows: rows, workers)
    let last = plan.segments.count - 1
    let count = microBatchCount(rows)
    for (place, segment) in plan.segments.enumerated() {
      guard case .micro(let range) = segment else {
        for kernel in whole[place] { try kernel.run() }
        continue
      }
      shared.turns.reset()
      try forEach(count, workers) { [self] worker, number in
        let microBatch = try microBatch(plan.keepsWholeBatch ? number : worker)
        let part = self.rows(of: number, among: rows)
        microBatch.worker = worker
        do {
          if place == 0 {
            try fill(microBatch, part)
            microBatch.begin(images: part.count)
          }
          try microBatch.run(range, number: number)
        } catch {
          shared.turns.abort()
          throw error
        }
        if place == last { read(microBatch, part) }
      }
    }
    try forEach(finish.count, workers) { [self] _, chain in
      for kernel in finish[chain] { try kernel.run() }
    }
  }

  /// Repeats a step whose loss was not finite and looks at every value as it is made. Running statistics may
  /// move once more.
  /// - Returns: The layer that gave the first infinite value or NaN; `nil` if all were finite.
  public func firstNonFiniteLayer(
    rows: Int, fill: @Sendable (MicroBatchExecutor, _ rows: Range<Int>) throws -> Void
  ) throws -> String? {
    try begin(rows: rows, nil)
    for (place, segment) in plan.segments.enumerated() {
      guard case .micro(let range) = segment else {
        for kernel in whole[place] { try kernel.run() }
        continue
      }
      shared.turns.reset()
      for number in 0..<microBatchCount(rows) {
        let microBatch = try microBatch(plan.keepsWholeBatch ? number : 0)
        let part = self.rows(of: number, among: rows)
        if place == 0 {
          try fill(microBatch, part)
          microBatch.begin(images: part.count)
        }
        if let node = try microBatch.inspect(range, number: number) {
          return plan.layerNames[node]
        }
      }
    }
    return nil
  }

  private func begin(rows: Int, _ workers: Workers?) throws {
    precondition(rows > 0, "a batch holds at least one row")
    if let place = plan.places[.batchImages] {
      shared.address(place.buffer, nil).assumingMemoryBound(to: Float.self)[0] = Float(rows)
    }
    let isStale = preparedGeneration != store.generation
    let chains = prepare.indices.filter { isStale || !plan.prepare[$0].isConstant }
    try forEach(chains.count, workers) { [self] _, index in
      for kernel in prepare[chains[index]] { try kernel.run() }
    }
    preparedGeneration = store.generation
  }

  private func microBatchCount(_ rows: Int) -> Int {
    (rows + plan.microBatch - 1) / plan.microBatch
  }

  private func rows(of number: Int, among rows: Int) -> Range<Int> {
    number * plan.microBatch..<min((number + 1) * plan.microBatch, rows)
  }

  /// Made when first used: a worker without work takes no memory.
  private func microBatch(_ place: Int) throws -> MicroBatchExecutor {
    if let held = pool.withLock({ $0[place] }) { return held.microBatch }
    let held = Held(microBatch: try MicroBatchExecutor(plan, shared: shared))
    pool.withLock { $0[place] = held }
    return held.microBatch
  }

  private func forEach(
    _ tasks: Int, _ workers: Workers?,
    _ body: @escaping @Sendable (_ worker: Int, _ task: Int) throws -> Void
  ) throws {
    if let workers {
      if tasks > 0 { try workers.forEach(tasks, body) }
    } else {
      for task in 0..<tasks { try body(0, task) }
    }
  }
}
