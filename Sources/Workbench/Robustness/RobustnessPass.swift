import Datasets
import Images
import Tensors

/// Judges a model on changed pictures.
struct RobustnessPass {
  static let usualCount = 500

  let pass: ModelPass
  /// At most as many pictures.
  let count: Int
  let reporter: any Reporter

  /// - Parameters:
  ///   - items: That could be read, one or more.
  ///   - probabilities: What the model says of them as they are, `[items, classes]`, row by row.
  /// - Throws: What ``ModelPass/classify(_:views:)`` throws.
  func run(
    _ items: [Item], probabilities: [Float], probes: [RobustnessProbe] = RobustnessProbe.all
  ) throws -> Robustness {
    let chosen = Self.chosen(items, count: count)
    if chosen.count < items.count {
      reporter.note(
        "robustness is judged on \(chosen.count) of the \(items.count) images, evenly over the classes "
          + "(--robustness-count)")
    }
    let pictures = chosen.map { items[$0] }
    let levelCount = probes.reduce(0) { $0 + $1.strengths.count }
    var done = 0
    var changed: [(probe: RobustnessProbe, right: [[Bool]])] = []
    for probe in probes {
      let right = try probe.strengths.map { strength in
        let part = PartReporter(
          whole: reporter, task: "robustness", before: done, total: levelCount * pictures.count)
        done += pictures.count
        let said = try pass.reporting(to: part).classify(
          pictures.map { ($0.place, $0.relativePath) },
          views: pictures.map { probe.view(strength, item: $0.identifier) })
        // What could be read a moment ago and cannot any more has no place in a comparison.
        if let first = said.pass.problems.first {
          throw WorkbenchError.unreadableImages(
            count: said.pass.problems.count, first: first.message)
        }
        return Self.right(said.probabilities, pictures.map(\.label))
      }
      changed.append((probe, right))
    }
    let clean = Self.right(probabilities, items.map(\.label))
    return Robustness(
      clean: chosen.map { clean[$0] }, available: items.count, changed: changed)
  }

  /// Whether each picture's most probable class, of equal ones the first, is its own.
  private static func right(_ probabilities: [Float], _ labels: [Int]) -> [Bool] {
    let classes = probabilities.count / max(labels.count, 1)
    return labels.enumerated().map { place, label in
      let row = probabilities[place * classes..<(place + 1) * classes]
      var best = row.startIndex
      for index in row.indices where row[index] > row[best] { best = index }
      return best - row.startIndex == label
    }
  }

  /// Every so many-th of the items, ordered by class and within it at random: each class has its share, and the same
  /// pictures are chosen for every model.
  static func chosen(_ items: [Item], count: Int) -> [Int] {
    guard items.count > count else { return Array(items.indices) }
    let keys = items.map { item in
      var stream = RandomStream(seed: 0, purpose: .sampling, item.identifier, streamIndex)
      return stream.next()
    }
    let ordered = items.indices.sorted { first, second in
      let labels = (items[first].label, items[second].label)
      if labels.0 != labels.1 { return labels.0 < labels.1 }
      return keys[first] != keys[second]
        ? keys[first] < keys[second]
        : items[first].relativePath < items[second].relativePath
    }
    return (0..<count).map { ordered[(2 * $0 + 1) * items.count / (2 * count)] }.sorted()
  }

  private static let streamIndex: UInt64 = 0x0B57_AC1E
}
