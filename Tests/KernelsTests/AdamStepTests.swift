import CLoops
import Tensors
import Testing

@testable import Kernels

@Suite struct AdamStepTests {
  /// The formula of the documentation, an element at a time.
  @Test(arguments: [1, 3, 16, 17, 1000])
  func everyPathGivesTheFormulasBits(count: Int) {
    var step = AdamStep(firstDecay: 0.9, secondDecay: 0.999, rate: 0.003, floor: 1e-9)
    step.decay = 0.01
    step.kept = 0.998
    var stream = RandomStream(seed: 1, purpose: .test)
    let start = (0..<4).map { _ in (0..<count).map { _ in stream.nextNormal() } }
    for path in [graft_loop_path_plain, graft_loop_path_avx2, graft_loop_path_avx512]
    where path.rawValue <= graft_best_loop_path().rawValue {
      let buffers = start.map { values in
        let buffer = UnsafeMutableBufferPointer<Float>.allocate(capacity: count)
        _ = buffer.initialize(from: values)
        return buffer
      }
      defer { for buffer in buffers { buffer.deallocate() } }
      let (values, gradient, mean, square) = (buffers[0], buffers[1], buffers[2], buffers[3])
      for index in square.indices { square[index] = square[index].magnitude }
      step.move(values, gradient: gradient, mean: mean, square: square, path: path)
      for index in 0..<count {
        let p = start[0][index]
        let slope = start[1][index] + 0.01 * p
        let first = 0.9 * start[2][index] + (1 - 0.9 as Float) * slope
        let second =
          0.999 * start[3][index].magnitude + (1 - 0.999 as Float) * slope * slope
        #expect(mean[index] == first)
        #expect(square[index] == second)
        #expect(values[index] == p * 0.998 - 0.003 * (first / (second.squareRoot() + 1e-9)))
      }
    }
  }
}
