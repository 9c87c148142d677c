import Kernels
import Tensors
import Testing

@testable import Training

/// A training in bf16 keeps its weights in single precision.
@Suite(
  .enabled(
    if: (try? OneDNN().requireSupport(for: .bfloat16)) != nil, "needs a processor with bf16"))
struct MasterWeightTests {
  /// What a parameter was before training, and after each step of one batch of everything.
  private func course() throws -> [[String: [Float]]] {
    let problem = try ConvolutionalProblem(dropout: 0)
    let configuration = TrainingConfiguration(
      epochs: 40, batchSize: ConvolutionalProblem.training.count,
      optimizer: OptimizerConfiguration(name: .sgd, learningRate: 2e-3),
      schedule: ScheduleConfiguration(name: .constant))
    let initial = try problem.initial()
    var course = [initial.mapValues(\.floats)]
    _ = try problem.trainer(configuration, precision: .bfloat16).fit(
      source: problem.source, training: ConvolutionalProblem.training, initial: initial,
      observer: FitObserver(afterEpoch: { _, _, parameters in
        course.append(try parameters().mapValues(\.floats))
      }))
    return course
  }

  /// The distance of neighbouring bf16 numbers at a number: eight bits of it count.
  private func spacing(at value: Float) -> Float { value.ulp * 65536 }

  /// Each step of such an element is less than half of what bf16 could tell apart: rounded after each step it would
  /// never move. All steps together are more than that.
  @Test func stepsTooSmallForBFloat16AddUp() throws {
    let course = try course()
    #expect(course.count == 41)
    for name in course[0].keys where name.hasSuffix("conv.weight") {
      let values = course.map { $0[name] ?? [] }
      let moved = values[0].indices.count { element in
        let smallest = values.map { spacing(at: $0[element]) }.min() ?? 0
        let steps = zip(values, values.dropFirst()).map { abs($1[element] - $0[element]) }
        return (steps.max() ?? .infinity) < smallest / 2
          && abs(values[40][element] - values[0][element])
            > values.map { spacing(at: $0[element]) }.max() ?? .infinity
      }
      #expect(moved > 0, "\(name)")
      let between = values[40].count { $0 != BFloat16($0).float }
      #expect(between > values[40].count / 2, "\(name)")
    }
  }
}
