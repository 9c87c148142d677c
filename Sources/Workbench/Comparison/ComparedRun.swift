import Datasets
import Files
import Foundation

/// A finished run as a comparison sees it: read from its folder, whose files may be anybody's.
struct ComparedRun {
  /// The four figures of one fold.
  struct Fold: Decodable, Equatable {
    let `repeat`: Int
    let fold: Int
    let accuracy: Double
    let balancedAccuracy: Double
    let macroF1: Double
    let logLoss: Double
  }

  /// What a figure rests on.
  enum Evidence {
    /// Every fold of every repeat in order, of each picture and repeat the fold that tested it, and how many pictures
    /// were tested for one that was trained on.
    case folds([Fold], assignment: [String: String], testToTrainRatio: Double)
    /// Of each picture of a test set its label and what it was taken for.
    case testSet([String: (label: String, predicted: String)])
  }

  let path: String
  let evidence: Evidence
  /// Every setting of the run by its name in `config.json`, for example `head.dropout`; empty where it has none.
  let settings: [String: String]

  /// More is no run's.
  private static let largestFile = 1 << 28

  /// - Throws: ``WorkbenchError/notAFinishedRun(path:problem:)``, ``WorkbenchError/notComparable(_:)`` for a run
  ///   without a figure that could be compared; `FileError`, `DatasetError`.
  init(path: String) throws {
    self.path = path
    let metrics = try Self.decoded(Metrics.self, path + "/metrics.json")
    switch metrics.command {
    case "crossval":
      let folds = (metrics.folds ?? []).sorted { ($0.repeat, $0.fold) < ($1.repeat, $1.fold) }
      let assignment = try Self.assignment(path + "/folds.csv")
      evidence = .folds(
        folds, assignment: assignment.folds, testToTrainRatio: assignment.testToTrainRatio)
    case "train" where metrics.metricsOn != "test":
      throw WorkbenchError.notComparable(
        "\(path): its figure is of the validation part, which chose the epoch; train with --test-split, "
          + "or cross-validate")
    case "train", "evaluate":
      evidence = .testSet(try Self.predictions(path + "/predictions.csv"))
    default:
      throw WorkbenchError.notComparable(
        "\(path): a run of `graft \(metrics.command)`; expected one of crossval, train or evaluate")
    }
    settings = try Self.settings(path + "/config.json")
  }

  private struct Metrics: Decodable {
    let command: String
    let metricsOn: String?
    let folds: [Fold]?
  }

  private static func decoded<Value: Decodable>(
    _ type: Value.Type, _ path: String
  ) throws -> Value {
    do { return try JSONDecoder().decode(type, from: Foundation.Data(contents(path))) } catch let
      error as DecodingError
    {
      throw WorkbenchError.notAFinishedRun(path: path, problem: error.plainSentence)
    }
  }

  private static func contents(_ path: String) throws -> [UInt8] {
    let file = try InputFile(path: path)
    guard file.byteCount <= largestFile else {
      throw WorkbenchError.notAFinishedRun(
        path: path, problem: "\(ByteText.of(file.byteCount)) are no run's file")
    }
    return try file.bytes(at: 0, count: file.byteCount)
  }

  private static func assignment(
    _ path: String
  ) throws -> (folds: [String: String], testToTrainRatio: Double) {
    let table = try CSVFile(bytes: contents(path), path: path)
    guard table.header == FoldAssignment.csvHeader else {
      throw WorkbenchError.notAFinishedRun(
        path: path,
        problem: "expected the columns \(FoldAssignment.csvHeader.joined(separator: ",")), found "
          + table.header.joined(separator: ","))
    }
    let folds = Dictionary(
      table.rows.map { ("\($0.fields[0]) in repeat \($0.fields[1])", $0.fields[2]) }
    ) { first, _ in first }
    // An empty fold is never tested and always trained on.
    let tested = table.rows.count { !$0.fields[2].isEmpty }
    let trained = Dictionary(grouping: table.rows) { $0.fields[1] }.values.reduce(0) { sum, rows in
      sum + rows.count * Set(rows.map { $0.fields[2] }.filter { !$0.isEmpty }).count
    }
    return (folds, Double(tested) / Double(max(trained - tested, 1)))
  }

  private static func predictions(
    _ path: String
  ) throws -> [String: (label: String, predicted: String)] {
    let table = try CSVFile(bytes: contents(path), path: path)
    guard table.header.starts(with: ["path", "label", "predicted"]) else {
      throw WorkbenchError.notAFinishedRun(
        path: path, problem: "expected the columns path,label,predicted")
    }
    return Dictionary(
      table.rows.map { ($0.fields[0], ($0.fields[1], $0.fields[2])) }
    ) { first, _ in first }
  }

  // MARK: Settings

  /// An evaluation of before evaluations were runs has none.
  private static func settings(_ path: String) throws -> [String: String] {
    guard access(path, F_OK) == 0 else { return [:] }
    let object: Any
    do {
      object = try JSONSerialization.jsonObject(with: Foundation.Data(contents(path)))
    } catch let error as CocoaError {
      throw WorkbenchError.notAFinishedRun(
        path: path, problem: "no JSON: \(error.localizedDescription)")
    }
    var found: [String: String] = [:]
    collect(object, named: "", into: &found)
    return found
  }

  private static func collect(_ value: Any, named name: String, into found: inout [String: String])
  {
    guard let fields = value as? [String: Any] else {
      let list = (value as? [Any]).map {
        $0.isEmpty ? "none" : $0.map { "\($0)" }.joined(separator: ",")
      }
      found[name] = value is NSNull ? "none" : list ?? "\(value)"
      return
    }
    for (key, value) in fields {
      collect(value, named: name.isEmpty ? key : "\(name).\(key)", into: &found)
    }
  }
}
