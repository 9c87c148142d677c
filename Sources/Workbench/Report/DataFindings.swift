import Datasets

/// What the run itself has learned of its pictures, without looking at one again.
struct DataFindings {
  /// How many readable pictures of a class there are.
  struct Count {
    let label: Int
    let training, validation, test: Int

    var sum: Int { training + validation + test }
  }

  let counts: [Count]
  /// Pictures of the folders `test` that a cross-validation leaves for the end.
  let leftForTheEnd: Int
  let unreadable: Int
  /// Paths of pictures that are copies of each other or look like them, the largest group first; `nil` where nobody
  /// looked.
  let copies: [[String]]?
  /// Whether none of them was on another side of a split than its copies.
  let areCopiesTogether: Bool
  /// Pictures in the folders `val` and `test` that have a copy in another part.
  let straddling: Int
  /// Groups of several pictures that the data declares.
  let declaredGroups: Int

  /// Below so many pictures a class's figures say little.
  static let fewPictures = 20

  /// - Parameters:
  ///   - training, validation, test: Positions of readable pictures.
  ///   - keepsGroups: Whether what belongs together was divided as a whole, where nobody else divided it.
  init(
    of session: Session, training: [Int], validation: [Int], test: [Int], keepsGroups: Bool
  ) {
    let dataset = session.dataset
    func counts(_ items: [Int]) -> [Int] {
      items.reduce(into: [Int](repeating: 0, count: dataset.classes.count)) {
        $0[dataset.items[$1].label] += 1
      }
    }
    let (trained, watched, tested) = (
      counts(training), counts(validation), counts(test)
    )
    self.counts = dataset.classes.indices.map {
      Count(label: $0, training: trained[$0], validation: watched[$0], test: tested[$0])
    }
    leftForTheEnd = session.usable.count - self.counts.reduce(0) { $0 + $1.sum }
    unreadable = session.problems.count
    copies =
      session.configuration.data.grouping != .none
      ? session.split.copies.sorted { ($1.count, $0[0]) < ($0.count, $1[0]) }.map { group in
        group.map { dataset.items[$0].relativePath }
      } : nil
    // A cross-validation divides train/ and val/ anew and leaves test/ alone.
    let isDividedByFolders = !(validation + test).isEmpty
    straddling =
      isDividedByFolders ? dataset.splits.map(session.split.straddling) ?? 0 : 0
    areCopiesTogether = keepsGroups && straddling == 0
    let names = dataset.items.compactMap(\.group)
    declaredGroups = Dictionary(names.map { ($0, 1) }, uniquingKeysWith: +).count { $1 > 1 }
  }

  /// Of the largest groups some pictures each.
  var shownCopies: [[String]]? {
    copies.map {
      $0.prefix(DataSection.mostGroups).map { Array($0.prefix(DataSection.mostCopies)) }
    }
  }
}
