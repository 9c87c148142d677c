import Kernels

/// Minimizes a smooth function of many variables by its gradient.
///
/// The two-loop recursion over the last ``memory`` steps, and a line search that brackets a step
/// with enough decrease and enough loss of slope (the weak Wolfe conditions). The value never
/// grows, but for rounding.
/// - Source: Nocedal and Wright, "Numerical Optimization", 2006, algorithms 7.4 and 7.5; the line
///   search: Lewis and Overton, "Nonsmooth optimization via quasi-Newton methods", 2013, section 3;
///   its form near the minimum: Hager and Zhang, SIAM Journal on Optimization 16, 2005, equation
///   4.1.
package struct LimitedMemoryBFGS {
  /// The value and the gradient at a point.
  package typealias Objective = ([Double]) throws -> (value: Double, gradient: [Double])

  package struct Minimum {
    package let point: [Double]
    package let iterations: Int
    /// Whether the gradient is as flat as was asked for.
    package let isConverged: Bool
  }

  package var memory = 20
  package var iterationLimit = 1000
  /// It is converged where no component of the gradient is greater.
  package var gradientTolerance = 1e-9

  package init() {}

  private struct Step {
    let move, gradientChange: [Double]
    let curvature: Double
  }

  /// - Throws: What `objective` throws.
  package func minimum(from start: [Double], of objective: Objective) rethrows -> Minimum {
    var point = start
    var (value, gradient) = try objective(point)
    var steps: [Step] = []
    var iterations = 0
    while iterations < iterationLimit, !isFlat(gradient) {
      let direction = direction(against: gradient, steps)
      guard
        let next = try search(
          from: point, value: value, slope: LinearAlgebra.dot(direction, gradient),
          along: direction, of: objective)
      else { break }
      iterations += 1
      let move = sum(next.point, point, times: -1)
      let change = sum(next.gradient, gradient, times: -1)
      steps.append(
        Step(
          move: move, gradientChange: change, curvature: LinearAlgebra.dot(move, change)))
      // Without curvature (by rounding only) a step tells nothing.
      if steps.last.map({ $0.curvature <= 0 }) ?? false { steps.removeLast() }
      if steps.count > memory { steps.removeFirst() }
      (point, value, gradient) = next
    }
    return Minimum(point: point, iterations: iterations, isConverged: isFlat(gradient))
  }

  private func isFlat(_ gradient: [Double]) -> Bool {
    gradient.allSatisfy { abs($0) <= gradientTolerance }
  }

  /// Minus the estimated inverse Hessian times the gradient.
  private func direction(against gradient: [Double], _ steps: [Step]) -> [Double] {
    var direction = gradient.map { -$0 }
    var shares: [Double] = []
    for step in steps.reversed() {
      let share = LinearAlgebra.dot(step.move, direction) / step.curvature
      shares.append(share)
      LinearAlgebra.add(step.gradientChange, times: -share, to: &direction)
    }
    if let last = steps.last {
      let scale =
        last.curvature / LinearAlgebra.dot(last.gradientChange, last.gradientChange)
      direction = direction.map { $0 * scale }
    }
    for (step, share) in zip(steps, shares.reversed()) {
      let back = LinearAlgebra.dot(step.gradientChange, direction) / step.curvature
      LinearAlgebra.add(step.move, times: share - back, to: &direction)
    }
    return direction
  }

  /// `nil` if rounding leaves nothing to gain.
  private func search(
    from point: [Double], value: Double, slope: Double, along direction: [Double],
    of objective: Objective
  ) rethrows -> (point: [Double], value: Double, gradient: [Double])? {
    guard slope < 0 else { return nil }
    var (low, high, length) = (0.0, Double.infinity, 1.0)
    for _ in 0..<60 {
      let candidate = sum(point, direction, times: length)
      let (found, gradient) = try objective(candidate)
      let newSlope = LinearAlgebra.dot(direction, gradient)
      // Near the minimum rounding hides the decrease of the value, but not that of the slope.
      let decreases =
        found <= value + 1e-4 * length * slope
        || (found <= value + 1e-14 * abs(value) && newSlope <= -0.9998 * slope)
      if !decreases {
        high = length
      } else if newSlope < 0.9 * slope {
        low = length
      } else {
        return (candidate, found, gradient)
      }
      length = high.isFinite ? (low + high) / 2 : 2 * low
    }
    return nil
  }

  private func sum(_ first: [Double], _ second: [Double], times scale: Double) -> [Double] {
    var sum = first
    LinearAlgebra.add(second, times: scale, to: &sum)
    return sum
  }
}
