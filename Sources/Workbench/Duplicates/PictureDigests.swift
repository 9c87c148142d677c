import Datasets
import Files
import Training
import Workers

/// Names every picture by its contents, each file read once.
struct PictureDigests: Sendable {
  /// Of each item; `nil` where its file cannot be read.
  let digests: [ImageDigest?]
  /// By item.
  let problems: [Int: BadImage]

  /// - Parameter stopsAtProblems: Whether the first file that cannot be read is thrown.
  init(
    of items: [Item], stopsAtProblems: Bool, workers: Workers, cancellation: Cancellation?
  ) throws {
    let results = try workers.map(items.count, cancellation: cancellation) {
      _, index -> Result<ImageDigest, BadImage> in
      do {
        return .success(ImageDigest(ofFileContents: try items[index].place.contents()))
      } catch let error as FileError where !stopsAtProblems {
        return .failure(BadImage(items[index], message: "\(error)"))
      }
    }
    var problems: [Int: BadImage] = [:]
    digests = results.enumerated().map { index, result in
      switch result {
      case .success(let digest): return digest
      case .failure(let problem):
        problems[index] = problem
        return nil
      }
    }
    self.problems = problems
  }
}
