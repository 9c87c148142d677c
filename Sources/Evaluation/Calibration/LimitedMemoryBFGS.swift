/// Minimizes a smooth function of many variables by its gradient.
///
/// The two-loop recursion over the last ``memory`` steps, and a line search that brackets a step
/// with enough decrease and enough loss of slope (the weak Wolfe conditions). The value never
/// grows, but for rounding.
/// - Source: Nocedal and Wright, "Numerical Optimization", 2006, algorithms 7.4 and 7.5; the line
///   search: Lewis and Overton, "Nonsmooth optimization via quasi-Newton methods", 2013, section 3;
///   its form near the minimum: Hager and Zhang, SIAM Journal on Optimization 16, 2005, equation
///   4.1.
struct LimitedMemoryBFGS {
  typealias Objective = ([Double]) -> (value: Double, gradient: [Double])

  var memory = 20
  var iterationLimit = 1000
  /// It is converged where no component of the gradient is greater.
  var gradientTolerance = 1e-9

  private struct Step {
    let move, gradientChange: [Double]
    let curvature: Double
  }

  func minimum(
    from start: [Double], of objective: Objective
  ) -> (point: [Double], isConverged: Bool) {
    var point = start
    var (value, gradient) = objective(point)
    var steps: [Step] = []
    for _ in 0..<iterationLimit {
      if isFlat(gradient) { return (point, true) }
      let direction = direction(against: gradient, steps)
      guard
        let next = search(
          from: point, value: value, slope: dot(direction, gradient), along: direction,
          of: objective)
      else { break }
      let move = zip(next.point, point).map { $0 - $1 }
      let change = zip(next.gradient, gradient).map { $0 - $1 }
      steps.append(Step(move: move, gradientChange: change, curvature: dot(move, change)))
      // Without curvature (by rounding only) a step tells nothing.
      if steps.last.map({ $0.curvature <= 0 }) ?? false { steps.removeLast() }
      if steps.count > memory { steps.removeFirst() }
      (point, value, gradient) = next
    }
    return (point, isFlat(gradient))
  }

  private func isFlat(_ gradient: [Double]) -> Bool {
    gradient.allSatisfy { abs($0) <= gradientTolerance }
  }

  /// Minus the estimated inverse Hessian times the gradient.
  private func direction(against gradient: [Double], _ steps: [Step]) -> [Double] {
    var direction = gradient.map { -$0 }
    var shares: [Double] = []
    for step in steps.reversed() {
      let share = dot(step.move, direction) / step.curvature
      shares.append(share)
      direction = sum(direction, step.gradientChange, times: -share)
    }
    if let last = steps.last {
      let scale = last.curvature / dot(last.gradientChange, last.gradientChange)
      direction = direction.map { $0 * scale }
    }
    for (step, share) in zip(steps, shares.reversed()) {
      let back = dot(step.gradientChange, direction) / step.curvature
      direction = sum(direction, step.move, times: share - back)
    }
    return direction
  }

  /// `nil` if rounding leaves nothing to gain.
  private func search(
    from point: [Double], value: Double, slope: Double, along direction: [Double],
    of objective: Objective
  ) -> (point: [Double], value: Double, gradient: [Double])? {
    guard slope < 0 else { return nil }
    var (low, high, length) = (0.0, Double.infinity, 1.0)
    for _ in 0..<60 {
      let candidate = sum(point, direction, times: length)
      let (found, gradient) = objective(candidate)
      let newSlope = dot(direction, gradient)
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

  private func dot(_ first: [Double], _ second: [Double]) -> Double {
    zip(first, second).reduce(0) { $0 + $1.0 * $1.1 }
  }

  private func sum(_ first: [Double], _ second: [Double], times scale: Double) -> [Double] {
    zip(first, second).map { $0 + scale * $1 }
  }
}
