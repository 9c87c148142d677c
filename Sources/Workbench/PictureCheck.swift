import Datasets
import Files
import Images
import Workers

/// Decodes every picture once, so that a bad one is found before an hour of training.
struct PictureCheck {
  let workers: Workers
  let badImages: RunConfiguration.Data.BadImagePolicy
  let reporter: any Reporter
  var cancellation: Cancellation?

  /// - Returns: The pictures that cannot be decoded, by item.
  /// - Throws: The first problem where the policy is `error`;
  ///   ``WorkbenchError/unreadableImages(count:first:)`` if nothing is left.
  func run(on dataset: Dataset) throws -> [Int: BadImage] {
    let counter = ProgressCounter(
      total: dataset.items.count, task: "pictures checked", reporter: reporter)
    let stops = badImages == .error
    let problems = try workers.map(dataset.items.count, cancellation: cancellation) {
      _, index -> BadImage? in
      let item = dataset.items[index]
      defer { counter.advance(by: 1) }
      do {
        _ = try item.place.image()
        return nil
      } catch let error where !stops && PicturePass.isOfThePicture(error) {
        return BadImage(path: item.path, relativePath: item.relativePath, message: "\(error)")
      }
    }
    var bad: [Int: BadImage] = [:]
    for (index, problem) in problems.enumerated() { bad[index] = problem }
    if bad.count == dataset.items.count, let first = problems.compactMap({ $0 }).first {
      throw WorkbenchError.unreadableImages(count: bad.count, first: first.message)
    }
    return bad
  }
}
