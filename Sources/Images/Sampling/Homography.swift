import Glibc

/// A map of the plane that keeps straight lines straight: a 3×3 matrix over `(x, y, 1)`, x to the right, y down.
///
/// Graft's maps lead from the output to the picture: for each output pixel they tell where to look.
public struct Homography: Hashable, Sendable {
  /// Row by row; the last number is 1 unless the map is a perspective.
  var elements: [Double]

  init(_ elements: [Double]) {
    precondition(elements.count == 9, "three rows of three numbers")
    self.elements = elements
  }

  public static let identity = Homography([1, 0, 0, 0, 1, 0, 0, 0, 1])

  public static func translation(x: Double, y: Double) -> Homography {
    Homography([1, 0, x, 0, 1, y, 0, 0, 1])
  }

  public static func scaling(x: Double, y: Double) -> Homography {
    Homography([x, 0, 0, 0, y, 0, 0, 0, 1])
  }

  /// Where to look for a picture turned counter-clockwise, as one sees it.
  /// - Parameter degrees: Multiples of 90 are exact.
  public static func rotation(degrees: Double) -> Homography {
    let (sine, cosine) = exactSineAndCosine(degrees)
    return Homography([cosine, -sine, 0, sine, cosine, 0, 0, 0, 1])
  }

  /// First `right`, then `left`, as functions are composed.
  public static func * (left: Homography, right: Homography) -> Homography {
    var product = [Double](repeating: 0, count: 9)
    for row in 0..<3 {
      for column in 0..<3 {
        product[row * 3 + column] = (0..<3).reduce(0) {
          $0 + left.elements[row * 3 + $1] * right.elements[$1 * 3 + column]
        }
      }
    }
    return Homography(product)
  }

  /// Where a point goes; `nil` for one at infinity or behind the viewer.
  public func apply(x: Double, y: Double) -> (x: Double, y: Double)? {
    let m = elements
    let depth = m[6] * x + m[7] * y + m[8]
    guard depth > 1e-9 else { return nil }
    return (
      (m[0] * x + m[1] * y + m[2]) / depth, (m[3] * x + m[4] * y + m[5]) / depth
    )
  }

  /// How far neighbouring output pixels lie apart along the picture's axes, around a point.
  func scale(x: Double, y: Double) -> (across: Double, down: Double) {
    let m = elements
    let depth = m[6] * x + m[7] * y + m[8]
    guard let place = apply(x: x, y: y) else { return (1, 1) }
    return (
      hypot(m[0] - place.x * m[6], m[1] - place.x * m[7]) / depth,
      hypot(m[3] - place.y * m[6], m[4] - place.y * m[7]) / depth
    )
  }

  var isAffine: Bool { elements[6] == 0 && elements[7] == 0 && elements[8] == 1 }

  /// Whether it only moves, stretches and mirrors, so that rows stay rows and columns columns.
  var keepsAxes: Bool { isAffine && elements[1] == 0 && elements[3] == 0 }

  /// The map that takes one quadrilateral to another, corner by corner; `nil` where one of them is none.
  /// - Source: P. Heckbert, "Fundamentals of texture mapping and image warping", 1989, section 2.2.3.
  static func taking(_ corners: [SIMD2<Double>], to targets: [SIMD2<Double>]) -> Homography? {
    guard let from = fromUnitSquare(corners), let to = fromUnitSquare(targets),
      let back = from.inverse
    else { return nil }
    return to * back
  }

  /// - Parameter corners: Where (0, 0), (1, 0), (1, 1) and (0, 1) go.
  private static func fromUnitSquare(_ corners: [SIMD2<Double>]) -> Homography? {
    precondition(corners.count == 4, "four corners")
    let (a, b, c, d) = (corners[0], corners[1], corners[2], corners[3])
    let first = b - c
    let second = d - c
    let sum = a - b + c - d
    let area = first.x * second.y - second.x * first.y
    guard abs(area) > 1e-12 else { return nil }
    let g = (sum.x * second.y - second.x * sum.y) / area
    let h = (first.x * sum.y - sum.x * first.y) / area
    return Homography([
      b.x - a.x + g * b.x, d.x - a.x + h * d.x, a.x,
      b.y - a.y + g * b.y, d.y - a.y + h * d.y, a.y, g, h, 1,
    ])
  }

  /// Scaled so that its last number is 1; `nil` for a map that flattens the plane.
  var inverse: Homography? {
    let m = elements
    let adjugate = [
      m[4] * m[8] - m[5] * m[7], m[2] * m[7] - m[1] * m[8], m[1] * m[5] - m[2] * m[4],
      m[5] * m[6] - m[3] * m[8], m[0] * m[8] - m[2] * m[6], m[2] * m[3] - m[0] * m[5],
      m[3] * m[7] - m[4] * m[6], m[1] * m[6] - m[0] * m[7], m[0] * m[4] - m[1] * m[3],
    ]
    guard abs(adjugate[8]) > 1e-12 else { return nil }
    return Homography(adjugate.map { $0 / adjugate[8] })
  }

  private static func exactSineAndCosine(_ degrees: Double) -> (Double, Double) {
    switch degrees.remainder(dividingBy: 360) {
    case 0: (0, 1)
    case 90: (1, 0)
    case -90: (-1, 0)
    case 180, -180: (0, -1)
    case let angle: (sin(angle * .pi / 180), cos(angle * .pi / 180))
    }
  }
}
