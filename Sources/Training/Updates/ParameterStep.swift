import Graphs
import Synchronization
import Tensors
import Workers

/// What follows a step's gradients: clipping, the optimizer, and the averages, in chunks that workers share.
///
/// Every element is moved by itself and norms are added in a fixed order, so workers change no bit.
struct ParameterStep {
  let trainer: Trainer
  let phase: FitPhase
  let executor: TrainingExecutor
  let optimizer: any Optimizer
  let state: OptimizerState
  let averages: ParameterStore?
  let workers: Workers?

  /// Elements that one task moves: a few parameters, or a part of one.
  private static let taskElements = 16 * GradientNorm.chunk

  /// A part of a parameter, with everything that moves it.
  private struct Piece: @unchecked Sendable {
    // Sendable: pieces are disjoint, each is moved by one worker, and buffers outlive the step.
    let values: UnsafeMutableBufferPointer<Float>
    let gradient: UnsafeMutableBufferPointer<Float>
    let slots: [UnsafeMutableBufferPointer<Float>]
    let average: UnsafeMutableBufferPointer<Float>?
    let update: ParameterUpdate?
    let range: Range<Int>

    /// Block by block, so that what is looked at is still at hand when it is moved.
    /// - Returns: Whether the gradient is finite, behind which nothing moves, and the moved values are.
    func move() -> Bool {
      guard let update else { return true }
      for start in stride(from: range.lowerBound, to: range.upperBound, by: GradientNorm.chunk) {
        let block = start..<min(start + GradientNorm.chunk, range.upperBound)
        guard FiniteCheck.areFinite(UnsafeBufferPointer(rebasing: gradient[block])) else {
          return false
        }
        update.apply(to: values, in: block, gradient: gradient, slots: slots)
        guard FiniteCheck.areFinite(UnsafeBufferPointer(rebasing: values[block])) else {
          return false
        }
      }
      return true
    }
  }

  /// - Returns: Whether all gradients and all moved values are finite. Where not, the step is of no use.
  func run(learningRate: Double, averageStep: Int) throws -> Bool {
    let pieces = pieces(learningRate: learningRate)
    let tasks = Self.tasks(pieces)
    if let limit = trainer.configuration.gradientLimit {
      try clip(pieces.filter { $0.update != nil }, limit: limit)
    }
    let average = trainer.configuration.averageDecay.map(WeightAverage.init)
    let isFinite = Mutex(true)
    try forEach(tasks.count) { task in
      for piece in pieces[tasks[task]] {
        if !piece.move() { isFinite.withLock { $0 = false } }
        if let average, let target = piece.average {
          average.move(
            UnsafeMutableBufferPointer(rebasing: target[piece.range]),
            towards: UnsafeMutableBufferPointer(rebasing: piece.values[piece.range]),
            afterStep: averageStep)
        }
      }
    }
    return isFinite.withLock { $0 }
  }

  private func pieces(learningRate: Double) -> [Piece] {
    let trained = Set(executor.trained.map(\.name))
    return executor.store.parameters.flatMap { parameter -> [Piece] in
      let name = parameter.name
      let isTrained = trained.contains(name)
      guard isTrained || averages != nil else { return [] }
      let values = executor.store[name]
      let update =
        isTrained
        ? ParameterUpdate(
          optimizer, group: trainer.groups[name] ?? ParameterGroup(),
          learningRate: learningRate * (phase.learningRateFactors[name] ?? 1),
          step: state.beginStep(of: name)) : nil
      return stride(from: 0, to: values.count, by: Self.taskElements).map { start in
        Piece(
          values: values, gradient: isTrained ? executor.gradient(of: name) : values,
          slots: isTrained ? state.slots(of: name) : [], average: averages?[name], update: update,
          range: start..<min(start + Self.taskElements, values.count))
      }
    }
  }

  /// Consecutive pieces of about ``taskElements`` together.
  private static func tasks(_ pieces: [Piece]) -> [Range<Int>] {
    var tasks: [Range<Int>] = []
    var start = 0
    var count = 0
    for (index, piece) in pieces.enumerated() {
      count += piece.range.count
      if count >= taskElements || index == pieces.count - 1 {
        tasks.append(start..<index + 1)
        start = index + 1
        count = 0
      }
    }
    return tasks
  }

  private func clip(_ pieces: [Piece], limit: Double) throws {
    let sums = Mutex([[Double]](repeating: [], count: pieces.count))
    try forEach(pieces.count) { index in
      let part = UnsafeMutableBufferPointer(
        rebasing: pieces[index].gradient[pieces[index].range])
      let own = (0..<GradientNorm.chunkCount(ofElements: part.count)).map {
        GradientNorm.squareSum(ofChunk: $0, of: part)
      }
      sums.withLock { $0[index] = own }
    }
    let norm = GradientNorm.norm(ofSquareSums: sums.withLock { $0.flatMap { $0 } })
    let factor = GradientNorm.factor(limit: limit, norm: norm)
    guard factor < 1 else { return }
    try forEach(pieces.count) { index in
      GradientNorm.scale(
        UnsafeMutableBufferPointer(rebasing: pieces[index].gradient[pieces[index].range]),
        by: factor)
    }
  }

  private func forEach(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) throws {
    guard let workers, count > 1 else {
      for index in 0..<count { body(index) }
      return
    }
    try workers.forEach(count) { _, index in body(index) }
  }
}
