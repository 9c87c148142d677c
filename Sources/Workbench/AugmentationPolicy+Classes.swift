import Datasets
import Images

extension AugmentationPolicy {
  /// The policy that a configuration names, without what would turn one of the data's classes into another; what is
  /// left out is told.
  /// - Throws: What ``find(_:)`` throws.
  static func chosen(
    _ augmentation: RunConfiguration.Augmentation, for dataset: Dataset, _ reporter: any Reporter
  ) throws -> AugmentationPolicy {
    let policy = try find(augmentation.policy)
    guard augmentation.views == 1, !policy.operations.isEmpty else {
      return try chosen(augmentation.policy, for: dataset, reporter)
    }
    reporter.note(
      "training sees the pictures as they are; --views 8 adds seven views of each (\(policy.name))")
    return .none
  }

  /// The same by its name or file, whatever number of views is wanted.
  /// - Throws: What ``find(_:)`` throws.
  static func chosen(
    _ name: String, for dataset: Dataset, _ reporter: any Reporter
  ) throws -> AugmentationPolicy {
    try chosen(name, for: dataset.classes, reporter)
  }

  /// The same without what would turn one of these classes into another.
  /// - Throws: What ``find(_:)`` throws.
  static func chosen(
    _ name: String, for classes: [String], _ reporter: any Reporter
  ) throws -> AugmentationPolicy {
    let (policy, leftOut) = try find(name).keepingSides(of: classes)
    for operation in leftOut {
      reporter.warn(
        "the classes \(operation.classes.joined(separator: " and ")) differ by side: "
          + "\(operation.operation.rawValue) of \(policy.name) is left out")
    }
    return policy
  }
}
