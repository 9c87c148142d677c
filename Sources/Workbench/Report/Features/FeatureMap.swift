import Foundation
import Tensors
import Training
import Workers

/// Judged pictures on the plane in which their features vary most.
struct FeatureMap: Encodable {
  struct Point: Encodable {
    let x, y: Double
    let path: String
    let truth, predicted: Int
    let confidence: Double
  }

  let points: [Point]
  /// The share of the variance along each axis; `nil` where nothing varies.
  let explained: [Double]?
  /// Of how many pictures the points were chosen.
  let pictureCount: Int

  /// More would be a cloud, and a large page.
  static let mostPoints = 2000

  /// - Parameter known: Pictures with their positions in the data, at least one.
  /// - Throws: What looking at features throws.
  init(
    of known: [(picture: JudgedPicture, item: Int)], _ features: FrozenFeatures,
    cancellation: Cancellation?
  ) throws {
    pictureCount = known.count
    var random = RandomStream(seed: 0, purpose: .sampling)
    let shown = random.permutation(of: known.count).prefix(Self.mostPoints).sorted()
      .map { known[$0] }
    let rows = features.rows(of: shown.map(\.item))
    let components = try PrincipalComponents(
      of: features.table.features, items: rows, count: 2, cancellation: cancellation)
    let places = try components.coordinates(
      of: features.table.features, items: rows, cancellation: cancellation)
    explained = components.explainedVariance
    points = shown.enumerated().map { row, entry in
      let place = places[row * components.count..<(row + 1) * components.count]
      return Point(
        x: Self.rounded(place.first ?? 0), y: Self.rounded(place.dropFirst().first ?? 0),
        path: entry.picture.path, truth: entry.picture.truth, predicted: entry.picture.predicted,
        confidence: Self.rounded(entry.picture.confidence))
    }
  }

  /// Four digits: more are not seen.
  private static func rounded(_ value: Double) -> Double {
    guard value != 0 else { return 0 }
    return Double(String(format: "%.4g", value)) ?? value
  }

  /// Mistakes first, which a reader points at first.
  var paths: [String] {
    points.filter { $0.truth != $0.predicted }.map(\.path)
      + points.filter { $0.truth == $0.predicted }.map(\.path)
  }
}
