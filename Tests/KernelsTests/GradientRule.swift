import Tensors

@testable import Kernels

/// A function made of operations, and the operations that lead back, in double precision.
struct GradientRule: Sendable, CustomStringConvertible {
  typealias Values = [[Double]]

  let description: String
  let inputs: Values
  /// One output gradient for each of the function's outputs.
  let forward: @Sendable (Values) -> Values
  /// By the inputs, the outputs and their gradients, the gradient of some inputs.
  let backward:
    @Sendable (_ inputs: Values, _ outputs: Values, _ gradients: Values) -> [Int: [Double]]
  /// How many leading numbers of each output count; the others' gradient is 0.
  var counted: Int?

  init(
    _ description: String, inputs: Values, counted: Int? = nil,
    forward: @escaping @Sendable (Values) -> Values,
    backward: @escaping @Sendable (Values, Values, Values) -> [Int: [Double]]
  ) {
    self.description = description
    self.inputs = inputs
    self.counted = counted
    self.forward = forward
    self.backward = backward
  }

  /// Largest relative difference between the rule's gradients and central differences of
  /// `Σ output · gradient`.
  /// - Parameter spoil: Looks at the gradient of one input only, and makes it wrong.
  func worstError(spoiling spoil: (input: Int, factor: Double)? = nil) -> Double {
    let outputs = forward(inputs)
    let gradients = outputs.indices.map { index -> [Double] in
      var values = Self.random(outputs[index].count, 99 + UInt64(index))
      for place in (counted ?? values.count)..<values.count { values[place] = 0 }
      return values
    }
    func loss(_ inputs: Values) -> Double {
      zip(forward(inputs), gradients).reduce(0) { total, pair in
        zip(pair.0, pair.1).reduce(total) { $0 + $1.0 * $1.1 }
      }
    }
    var worst = 0.0
    for (target, found) in backward(inputs, outputs, gradients) {
      if let spoil, spoil.input != target { continue }
      let factor = spoil?.factor ?? 1
      for index in inputs[target].indices {
        let step = 1e-5
        var (below, above) = (inputs, inputs)
        below[target][index] -= step
        above[target][index] += step
        let expected = (loss(above) - loss(below)) / (2 * step)
        worst = max(worst, abs(found[index] * factor - expected) / max(1, abs(expected)))
      }
    }
    return worst
  }

  /// The inputs that the rule has gradients for.
  var targets: [Int] {
    let outputs = forward(inputs)
    return backward(inputs, outputs, outputs).keys.sorted()
  }

  /// Normal numbers away from the kinks at 0 and 6, where a difference says nothing.
  static func random(_ count: Int, _ address: UInt64) -> [Double] {
    var stream = RandomStream(seed: 11, purpose: .test, address)
    return (0..<count).map { _ in
      let value = Double(stream.nextNormal()) * 4
      return [0.0, 6.0].contains { abs(value - $0) < 0.05 } ? value + 0.2 : value
    }
  }
}

extension GradientRule {
  /// What an operation reads on the way back.
  enum Source: Sendable {
    case input(Int)
    case output(Int)
    case gradient
  }

  /// One operation and, for some of its inputs, the operation that gives the gradient.
  static func direct(
    _ operation: TrainingOperation,
    _ backward: [(input: Int, operation: TrainingOperation, reads: [Source])]
  ) -> GradientRule {
    let inputs = operation.plainLayouts().inputs.enumerated().map {
      random($1.shape.elementCount, UInt64($0))
    }
    return GradientRule(
      "\(operation)", inputs: inputs,
      forward: { [Reference.evaluate(operation, $0)[0]] },
      backward: { inputs, _, gradients in
        let outputs = Reference.evaluate(operation, inputs)
        var result: [Int: [Double]] = [:]
        for step in backward {
          let values = Reference.evaluate(
            step.operation,
            step.reads.map { source in
              switch source {
              case .input(let index): inputs[index]
              case .output(let index): outputs[index]
              case .gradient: gradients[0]
              }
            })
          result[step.input] = values[0]
          // A weight's gradient brings the bias's.
          if values.count > 1 { result[step.input + 1] = values[1] }
        }
        return result
      })
  }
}
