import Datasets
import Files
import Training
import Workers

/// Which pictures stay on one side of every split: those of one declared group, and copies of each other.
struct SplitGroups {
  /// With copies; where grouping is turned off every picture stands alone.
  let groups: ItemGroups
  /// Positions of pictures that are copies of each other by their bytes or their looks.
  let copies: [[Int]]

  /// - Parameter copies: Found in the data set, whoever declared what.
  init(of dataset: Dataset, copies: [[Int]]) {
    groups = ItemGroups(of: dataset.items, linked: copies)
    self.copies = copies
  }

  /// Whether any two pictures belong together.
  var isTrivial: Bool { groups.count == groups.indexes.count }

  /// Pictures that folds test without all of their group.
  func parted(by assignments: [FoldAssignment]) -> Int {
    var parted: Set<Int> = []
    for assignment in assignments {
      var places: [Int: (fold: Int?, item: Int)] = [:]
      var isParted: Set<Int> = []
      for (item, fold) in zip(assignment.positions, assignment.folds) {
        let group = groups.indexes[item]
        if let first = places[group] {
          if first.fold != fold { isParted.insert(group) }
        } else {
          places[group] = (fold, item)
        }
      }
      for item in assignment.positions where isParted.contains(groups.indexes[item]) {
        parted.insert(item)
      }
    }
    return parted.count
  }

  /// Pictures in the folders `val` and `test` that have a copy in `train` or in each other.
  func straddling(_ splits: FolderSplits) -> Int {
    var parts: [Int: Int] = [:]
    for (part, items) in [splits.training, splits.validation, splits.test].enumerated() {
      for item in items { parts[item] = part }
    }
    return copies.reduce(0) { count, group in
      let first = group.compactMap { parts[$0] }.min()
      return count + group.count { parts[$0] != first }
    }
  }
}

extension SplitGroups {
  /// Finds the copies: hashes propose, features decide, the same ones that `inspect` uses, whatever backbone is
  /// trained, so that every recipe gets the same folds.
  /// - Throws: What extracting features throws.
  init(
    of dataset: Dataset, _ identities: [PictureIdentity?], machine: RunConfiguration.Machine,
    cache: CacheFolder, reporter: any Reporter, cancellation: Cancellation?
  ) throws {
    let duplicates = PictureDuplicates(of: identities, rule: NearDuplicateRule())
    var near: [[Int]] = []
    if !duplicates.candidates.isEmpty {
      var machine = machine
      machine.microBatch = nil
      let backbone = BackboneFeatures(
        network: try Network(RunConfiguration.BackboneSettings()), machine: machine, cache: cache,
        reporter: reporter, cancellation: cancellation)
      near = duplicates.near(
        try backbone.table(of: dataset.keeping(duplicates.candidates)), of: duplicates.candidates)
    }
    self.init(of: dataset, copies: duplicates.exact + near)
    guard !copies.isEmpty else { return }
    let count = copies.reduce(0) { $0 + $1.count }
    reporter.note(
      "\(count) pictures are copies of others or look like them, in \(copies.count) groups: each group "
        + "stays together where pictures are divided (graft inspect shows them, --no-grouping parts them)"
    )
    if let splits = dataset.splits, straddling(splits) > 0 {
      reporter.warn(
        "\(straddling(splits)) pictures of val/ or test/ are copies of others in train/ or val/, or look like them: "
          + "what is measured on them flatters; graft inspect lists them")
    }
  }
}
