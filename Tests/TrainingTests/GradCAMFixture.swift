import Foundation
import Testing

/// What `Fixtures/make_gradcam.py` wrote down.
struct GradCAMFixture: Decodable, Sendable {
  /// One network's maps.
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let architecture: String
    /// Of the pictures, in pixels.
    let size: Int
    /// Whose end is the map; `nil` for the map that is taken if nobody says otherwise.
    let stage: String?
    /// The name that the pictures are drawn by: such that no map hangs on the last bits of what is before it.
    let pictures: String
    /// Of the head.
    let hidden: [Int]
    /// `[batch, height, width]`
    let shape: [Int]
    /// The class asked about in each picture.
    let labels: [Int]
    /// Each map's greatest value.
    let largest: [Float]
    /// `[batch, height, width]`, each map divided by its greatest value.
    let maps: [Float]

    var testDescription: String {
      "\(architecture) at \(stage ?? "its last map")\(hidden.isEmpty ? "" : ", hidden layer")"
    }
  }

  struct Resized: Decodable, Sendable {
    /// `[height, width]`
    let shape: [Int]
    let values: [Float]
  }

  let cases: [Case]
  /// The first map of the first case.
  let resized: Resized

  static func read() throws -> GradCAMFixture {
    let url = try #require(
      Bundle.module.url(forResource: "gradcam", withExtension: "json", subdirectory: "Fixtures"))
    return try JSONDecoder().decode(GradCAMFixture.self, from: Data(contentsOf: url))
  }
}
