import Datasets
import Images

extension AugmentationPolicy {
  /// The policy that a configuration names, without what would turn one of the data's classes into another; what is
  /// left out is told.
  /// - Throws: What ``find(_:)`` throws.
  static func chosen(
    _ name: String, for dataset: Dataset, _ reporter: any Reporter
  ) throws -> AugmentationPolicy {
    let (policy, leftOut) = try find(name).keepingSides(of: dataset.classes)
    for operation in leftOut {
      reporter.warn(
        "the classes \(operation.classes.joined(separator: " and ")) differ by side: "
          + "\(operation.operation.rawValue) of \(policy.name) is left out")
    }
    return policy
  }
}
