import Datasets
import Training
import Workers

/// What features say of the judged pictures: which training pictures are near them, which are typical of
/// their class, and how they lie beside each other.
struct FeatureFindings {
  /// A picture, and how like another it is.
  struct Alike: Encodable {
    let path: String
    /// The class that it is of.
    let truth: Int
    /// The cosine of both pictures' features.
    let similarity: Double
  }

  /// The training pictures nearest to one that was judged.
  struct Nearest: Encodable {
    let path: String
    let truth: Int
    let predicted: Int
    let confidence: Double
    let alike: [Alike]
  }

  struct Prototypes: Encodable {
    let label: Int
    let typical: [Alike]
    let untypical: [Alike]
  }

  let origin: ReportFeatures.Origin
  let nearest: [Nearest]
  /// Whether ``nearest`` speaks of mistakes, or of the least certain pictures, as there are no mistakes.
  let nearestAreMistakes: Bool
  let prototypes: [Prototypes]
  let map: FeatureMap

  private static let mostNearest = 12
  private static let neighbourCount = 6
  private static let prototypeCount = 4
  private static let mostClasses = 20

  /// - Returns: `nil` where none of the judged pictures has features.
  /// - Throws: What looking at features throws.
  init?(
    of judged: JudgedPictures, _ looked: ReportFeatures, classCount: Int,
    cancellation: Cancellation?
  ) throws {
    let (features, splits) = (looked.features, looked.splits)
    origin = looked.origin
    let places = Dictionary(
      splits.flatMap(\.judged).map { (looked.items[$0].relativePath, $0) }
    ) { first, _ in first }
    let known = judged.pictures.compactMap { picture in
      places[picture.path].map { (picture: picture, item: $0) }
    }
    guard known.count > 1 else { return nil }
    let look = Look(
      table: features.table, features: features, items: looked.items, classCount: classCount,
      cancellation: cancellation)
    let wrong = known.filter { !$0.picture.isRight }.sorted {
      ($1.picture.confidence, $0.item) < ($0.picture.confidence, $1.item)
    }
    nearestAreMistakes = !wrong.isEmpty
    let doubtful =
      wrong.isEmpty
      ? known.sorted { ($0.picture.margin, $0.item) < ($1.picture.margin, $1.item) } : wrong
    nearest = try doubtful.prefix(Self.mostNearest).compactMap { picture, item in
      guard let split = splits.first(where: { $0.judged.contains(item) }) else { return nil }
      return Nearest(
        path: picture.path, truth: picture.truth, predicted: picture.predicted,
        confidence: picture.confidence,
        alike: try look.nearest(to: item, among: split.training, count: Self.neighbourCount))
    }
    prototypes = try look.prototypes(
      among: known.map(\.item), of: Self.classes(of: judged, count: classCount),
      count: Self.prototypeCount)
    map = try FeatureMap(of: known, features, cancellation: cancellation)
  }

  /// Those with the most mistakes where there are too many for all.
  private static func classes(of judged: JudgedPictures, count: Int) -> [Int] {
    var mistakes = [Int](repeating: 0, count: count)
    for picture in judged.pictures where !picture.isRight { mistakes[picture.truth] += 1 }
    return mistakes.indices.sorted { (mistakes[$1], $0) < (mistakes[$0], $1) }
      .prefix(mostClasses).sorted()
  }

  /// Every picture that these findings name, the most important first.
  var paths: [String] {
    nearest.flatMap { [$0.path] + $0.alike.map(\.path) }
      + prototypes.flatMap { $0.typical + $0.untypical }.map(\.path) + map.paths
  }
}

/// Looks at features by the positions of pictures in the data.
private struct Look {
  let table: FeatureTable
  let features: FrozenFeatures
  let items: [Item]
  let classCount: Int
  let cancellation: Cancellation?

  func nearest(to item: Int, among others: [Int], count: Int) throws -> [FeatureFindings.Alike] {
    let places = Dictionary(
      zip(features.rows(of: others), others)
    ) { first, _ in first }
    return try NearestNeighbours.nearest(
      to: features.rows(of: [item]), of: table.features, among: features.rows(of: others),
      of: table.features, count: count, cancellation: cancellation
    ).flatMap { $0 }.compactMap { neighbour in places[neighbour.item].map { alike($0, neighbour) } }
  }

  func prototypes(
    among positions: [Int], of classes: [Int], count: Int
  ) throws -> [FeatureFindings.Prototypes] {
    let rows = features.rows(of: positions)
    let places = Dictionary(zip(rows, positions)) { first, _ in first }
    let found = try ClassPrototypes(
      of: table, items: rows, classCount: classCount, count: count,
      cancellation: cancellation)
    func alike(_ neighbours: [Neighbour]) -> [FeatureFindings.Alike] {
      neighbours.compactMap { neighbour in
        places[neighbour.item].map { self.alike($0, neighbour) }
      }
    }
    return classes.filter { !found.typical[$0].isEmpty }.map { label in
      FeatureFindings.Prototypes(
        label: label, typical: alike(found.typical[label]),
        untypical: alike(found.untypical[label]))
    }
  }

  private func alike(_ item: Int, _ neighbour: Neighbour) -> FeatureFindings.Alike {
    FeatureFindings.Alike(
      path: items[item].relativePath, truth: items[item].label,
      similarity: Double(neighbour.similarity))
  }
}
