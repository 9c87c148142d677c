@testable import Training

/// An optimizer with buffers of its own.
struct OptimizerRun {
  let optimizer: any Optimizer
  var parameter: [Float]
  var slots: [[Float]]
  private(set) var step: Int

  init(_ optimizer: any Optimizer, parameter: [Float], slots: [[Float]]? = nil, step: Int = 0) {
    self.optimizer = optimizer
    self.parameter = parameter
    self.slots =
      slots
      ?? (0..<optimizer.slotCount).map { _ in [Float](repeating: 0, count: parameter.count) }
    self.step = step
  }

  mutating func move(gradient: [Float], learningRate: Float, weightDecay: Float = 0) {
    step += 1
    let buffers = ([parameter, gradient] + slots).map { values in
      let buffer = UnsafeMutableBufferPointer<Float>.allocate(capacity: values.count)
      _ = buffer.initialize(from: values)
      return buffer
    }
    defer { buffers.forEach { $0.deallocate() } }
    optimizer.update(
      buffers[0], gradient: buffers[1], slots: Array(buffers[2...]), learningRate: learningRate,
      weightDecay: weightDecay, step: step)
    parameter = Array(buffers[0])
    slots = buffers[2...].map(Array.init)
  }
}
