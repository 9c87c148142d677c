import Datasets
import Files
import Glibc
import Workers

extension Evaluate {
  /// Which pictures baselines learn from.
  public enum BaselineSource: Sendable, Equatable {
    /// For a report those that the model's own run trained on, if it left them known and they are still there.
    case ownRun
    /// All that lie there but a part `test`.
    case pictures(path: String)
    /// There are no baselines.
    case nothing
  }
}

/// What baselines of an evaluation learn from: pictures that the model was trained on.
struct BaselinePictures {
  /// As it was named.
  let path: String
  /// Labelled as the model has its classes.
  let items: [Item]
  /// Whether these are known to be what the model was trained on, and not only said to be.
  let areKnown: Bool

  /// All that lie there but a part `test`.
  /// - Parameters:
  ///   - classNames: What their classes are called, as of the judged data.
  ///   - labels: The model's classes.
  /// - Throws: ``WorkbenchError/otherClasses(path:missing:extra:)``, and what scanning throws.
  init(
    of path: String, classNames: String?, labels: [String], cache: CacheFolder,
    reporter: any Reporter
  ) throws {
    let scan = try DatasetScan(
      of: path, options: ScanOptions(minimumClassCount: 1, classNames: classNames),
      cache: ListingCache(cache))
    Session.report(scan, to: reporter)
    self.path = path
    items = try Self.training(scan.dataset, of: path, besides: [], labels: labels)
    areKnown = false
  }

  /// Those that a finished run trained on.
  /// - Parameter folder: The run's, which holds the model.
  /// - Returns: `nil` for a folder that says nothing of a run, such as a model alone.
  /// - Throws: ``WorkbenchError/changedData(path:)`` where the pictures are no longer what the run began with,
  ///   ``WorkbenchError/otherClasses(path:missing:extra:)``, and what reading throws.
  init?(
    ofRun folder: String, labels: [String], cache: CacheFolder, workers: Workers,
    cancellation: Cancellation?
  ) throws {
    guard access(folder + "/config.json", F_OK) == 0 else { return nil }
    let configuration = try RunConfiguration(file: folder + "/config.json")
    path = configuration.data.path
    let found = try DatasetScan(
      of: path, options: configuration.data.scanOptions(minimumClassCount: 1),
      cache: ListingCache(cache)
    ).dataset
    let contents = try PictureDigests(
      of: found.items, stopsAtProblems: false, workers: workers, cancellation: cancellation)
    // A run that leaves bad pictures out does not say which ones were left.
    areKnown = configuration.data.onBadImage == .error
    if areKnown {
      let origin = RunOrigin(of: found.items, contents: contents.digests, classes: found.classes)
      guard try origin.dataDigest == RunOrigin(ofRun: folder).dataDigest else {
        throw WorkbenchError.changedData(path: path)
      }
    }
    // A training judges what it held out; a cross-validation's model has seen everything.
    let heldOut =
      configuration.command == .train && access(folder + "/predictions.csv", F_OK) == 0
      ? Set(try CSVFile(reading: folder + "/predictions.csv").rows.map { $0.fields[0] }) : []
    items = try Self.training(found, of: path, besides: heldOut, labels: labels)
  }

  private static func training(
    _ dataset: Dataset, of path: String, besides heldOut: Set<String>, labels: [String]
  ) throws -> [Item] {
    let test = Set(dataset.splits?.test ?? [])
    let kept = dataset.keeping(
      dataset.items.indices.filter {
        !test.contains($0) && !heldOut.contains(dataset.items[$0].relativePath)
      })
    let present = Set(kept.items.map { kept.classes[$0.label] })
    let missing = labels.filter { !present.contains($0) }
    let extra = dataset.classes.filter { !labels.contains($0) }
    guard missing.isEmpty, extra.isEmpty else {
      throw WorkbenchError.otherClasses(path: path, missing: missing, extra: extra)
    }
    return try kept.relabelled(to: labels).items
  }
}
