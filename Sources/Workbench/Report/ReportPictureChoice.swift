/// Which pictures a report shows: both lists, then a picture of every cell of the confusion matrix, a second one
/// of each, and so on, as far as the bound allows.
struct ReportPictureChoice {
  /// Positions among all pictures, the most important first.
  private(set) var pictures: [Int] = []
  /// Those below speak of positions in ``pictures``.
  let cells: [ReportPictures.Cell]
  let mistakes: [Int]
  let uncertain: [Int]
  /// Whether a cell has pictures that are not shown.
  let areCut: Bool

  private struct Pair: Hashable {
    let truth: Int
    let predicted: Int

    var isRight: Bool { truth == predicted }
  }

  init(of all: [JudgedPicture]) {
    let wrong = all.indices.filter { !all[$0].isRight }
      .sorted { (all[$1].confidence, $0) < (all[$0].confidence, $1) }
    let close = all.indices.sorted { (all[$0].margin, $0) < (all[$1].margin, $1) }
    var members: [Pair: [Int: Int]] = [:]
    for (index, picture) in all.enumerated() {
      for judgment in picture.judgments {
        let pair = Pair(truth: picture.truth, predicted: judgment.predicted)
        members[pair, default: [:]][index, default: 0] += 1
      }
    }
    let counts = members.mapValues { $0.values.reduce(0, +) }
    let pairs = members.keys.sorted { first, second in
      if first.isRight != second.isRight { return second.isRight }
      let (more, fewer) = (counts[first] ?? 0, counts[second] ?? 0)
      return more == fewer
        ? (first.truth, first.predicted) < (second.truth, second.predicted) : more > fewer
    }
    // Of mistakes the surest, of what was right the least sure: that is where there is something to see.
    let sorted = pairs.map { pair in
      (members[pair] ?? [:]).keys.sorted { first, second in
        let (left, right) = (all[first].confidence, all[second].confidence)
        return left == right ? first < second : (left > right) != pair.isRight
      }
    }
    var places: [Int: Int] = [:]
    var chosen: [Int] = []
    func place(_ index: Int) -> Int? {
      if let place = places[index] { return place }
      guard chosen.count < ReportPictures.mostPictures else { return nil }
      places[index] = chosen.count
      chosen.append(index)
      return places[index]
    }
    mistakes = wrong.prefix(ReportPictures.listLength).compactMap { place($0) }
    uncertain = close.prefix(ReportPictures.listLength).compactMap { place($0) }
    var shown = [[Int]](repeating: [], count: pairs.count)
    for rank in 0..<ReportPictures.cellLength {
      for (cell, pictures) in sorted.enumerated() where rank < pictures.count {
        if let place = place(pictures[rank]) { shown[cell].append(place) }
      }
    }
    pictures = chosen
    cells = pairs.indices.map { cell in
      ReportPictures.Cell(
        truth: pairs[cell].truth, predicted: pairs[cell].predicted,
        count: counts[pairs[cell]] ?? 0, pictures: sorted[cell].count, shown: shown[cell])
    }
    areCut = zip(shown, sorted).contains { $0.count < $1.count }
  }
}
