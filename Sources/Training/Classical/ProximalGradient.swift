import Kernels

/// Minimizes a smooth convex function plus `λ Σ |xⱼ|` over the first of its variables, many of which
/// then become exactly 0.
///
/// Accelerated proximal gradient steps, whose length the function's curvature gives, and which start
/// anew where the acceleration leads astray.
/// - Source: Beck and Teboulle, "A fast iterative shrinkage-thresholding algorithm for linear inverse
///   problems", SIAM Journal on Imaging Sciences 2, 2009, section 4 with backtracking; restarts:
///   O'Donoghue and Candès, "Adaptive restart for accelerated gradient schemes", 2015, section 3.2.
struct ProximalGradient {
  typealias Objective = ([Double]) throws -> (value: Double, gradient: [Double])

  let penalty: Double
  /// How many of the variables the penalty is on.
  let penalizedCount: Int
  var iterationLimit = 5000
  /// Converged where no component of the gradient misses its bound by more than this share of the
  /// penalty.
  var tolerance = 1e-3

  /// - Throws: What `objective` throws.
  func minimum(
    from start: [Double], of objective: Objective
  ) rethrows -> (point: [Double], isConverged: Bool) {
    var point = start
    var ahead = start
    var momentum = 1.0
    var curvature = 1.0
    for _ in 0..<iterationLimit {
      let (value, gradient) = try objective(ahead)
      var next: [Double]
      var found: (value: Double, gradient: [Double])
      while true {
        next = step(from: ahead, against: gradient, curvature: curvature)
        found = try objective(next)
        let move = difference(next, ahead)
        let bound =
          value + LinearAlgebra.dot(gradient, move)
          + curvature / 2 * LinearAlgebra.dot(move, move)
        // Rounding may hide the last differences.
        if found.value <= bound + 1e-12 * abs(value) { break }
        curvature *= 2
      }
      if violation(at: next, found.gradient) <= tolerance * penalty { return (next, true) }
      let move = difference(next, point)
      let leadsAstray = LinearAlgebra.dot(difference(ahead, next), move) > 0
      let nextMomentum = leadsAstray ? 1 : (1 + (1 + 4 * momentum * momentum).squareRoot()) / 2
      point = next
      ahead = next
      if !leadsAstray {
        LinearAlgebra.add(move, times: (momentum - 1) / nextMomentum, to: &ahead)
      }
      momentum = nextMomentum
    }
    return (point, false)
  }

  private func step(
    from point: [Double], against gradient: [Double], curvature: Double
  ) -> [Double] {
    var next = point
    LinearAlgebra.add(gradient, times: -1 / curvature, to: &next)
    let threshold = penalty / curvature
    next.withUnsafeMutableBufferPointer { next in
      for index in 0..<penalizedCount {
        next[index] = max(next[index] - threshold, 0) + min(next[index] + threshold, 0)
      }
    }
    return next
  }

  /// By how much the gradient misses what it must be at the minimum.
  private func violation(at point: [Double], _ gradient: [Double]) -> Double {
    var greatest = 0.0
    for index in point.indices {
      let miss =
        if index >= penalizedCount {
          abs(gradient[index])
        } else if point[index] == 0 {
          abs(gradient[index]) - penalty
        } else {
          abs(gradient[index] + (point[index] > 0 ? penalty : -penalty))
        }
      greatest = max(greatest, miss)
    }
    return greatest
  }

  private func difference(_ first: [Double], _ second: [Double]) -> [Double] {
    var difference = first
    LinearAlgebra.add(second, times: -1, to: &difference)
    return difference
  }
}
