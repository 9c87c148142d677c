import Datasets

/// How a training divides its pictures, as indexes into the data.
struct DataParts {
  let training: [Int]
  let validation: [Int]
  let test: [Int]

  /// - Parameters:
  ///   - usable: Items that there are; `nil` for all.
  ///   - groups: Of the data set's items; by default those that the data declares.
  /// - Throws: ``WorkbenchError/groupDivided(group:paths:)``, and what splitting throws.
  init(
    of dataset: Dataset, among usable: [Int]? = nil, groups: ItemGroups? = nil,
    _ configuration: RunConfiguration
  ) throws {
    let groups = groups ?? ItemGroups(of: dataset.items)
    let items = usable ?? Array(dataset.items.indices)
    var training = items
    var validation: [Int] = []
    var test: [Int] = []
    if let splits = dataset.splits {
      let usable = Set(items)
      training = splits.training.filter(usable.contains)
      validation = splits.validation.filter(usable.contains)
      test = splits.test.filter(usable.contains)
      try Self.requireWholeGroups(of: dataset, in: [training, validation, test])
    }
    let seed = configuration.training.seed
    if test.isEmpty, configuration.data.testFraction > 0 {
      let split = try StratifiedSplit(fraction: configuration.data.testFraction, seed: seed)
        .split(dataset, among: training, groups: groups, use: .test)
      (training, test) = (split.kept, split.heldOut)
    }
    if validation.isEmpty, configuration.data.validationFraction > 0 {
      // The fraction is of everything, also where a test part has been set aside.
      let fraction =
        dataset.splits == nil
        ? configuration.data.validationFraction / (1 - configuration.data.testFraction)
        : configuration.data.validationFraction
      let split = try StratifiedSplit(fraction: fraction, seed: seed)
        .split(dataset, among: training, groups: groups, use: .validation)
      (training, validation) = (split.kept, split.heldOut)
    }
    self.training = training
    self.validation = validation
    self.test = test
  }

  /// Folders divide as they like; a group on both sides would flatter the figure.
  private static func requireWholeGroups(of dataset: Dataset, in parts: [[Int]]) throws {
    var seen: [String: (part: Int, item: Int)] = [:]
    for (part, items) in parts.enumerated() {
      for item in items {
        guard let group = dataset.items[item].group else { continue }
        if let other = seen[group], other.part != part {
          throw WorkbenchError.groupDivided(
            group: group, paths: [other.item, item].map { dataset.items[$0].relativePath })
        }
        seen[group] = (part, item)
      }
    }
  }
}
