/// What a use case cannot do, beyond what its parts say themselves.
public enum WorkbenchError: Error, Equatable, CustomStringConvertible {
  case invalidSetting(name: String, allowed: String, found: String)
  case notAModel(path: String, problem: String)
  case notARun(path: String, problem: String)
  case otherData(path: String)
  case otherWeights(path: String)
  case notComparable(String)
  case notAFinishedRun(path: String, problem: String)
  case outputExists(path: String)
  case cannotMake(path: String, reason: String)
  case overMemoryLimit(needed: Int, limit: MemoryLimit, advice: String)
  case unreadableImages(count: Int, first: String)
  case noValidation(flag: String)
  case groupDivided(group: String, paths: [String])
  case noImages(path: String)
  /// Of the pictures that baselines of an evaluation shall learn from.
  case otherClasses(path: String, missing: [String], extra: [String])
  /// What a model's run trained on.
  case changedData(path: String)
  case noBackboneBeforeTraining(model: String, problem: String)
  case sweepNotFinite(layer: String)
  case sweepTooShort(steps: Int, from: Double, picture: String)
  case flatSweep(from: Double, to: Double, picture: String)

  public var description: String {
    switch self {
    case .invalidSetting(let name, let allowed, let found):
      "\(name): expected \(allowed), found \(found)"
    case .notAModel(let path, let problem):
      "\(path): not a model: \(problem); a model is a folder with model.json and model.safetensors, "
        + "as `graft train` leaves it"
    case .notARun(let path, let problem):
      "\(path): no run to go on with: \(problem); --resume takes the folder that an interrupted run of the same "
        + "command left"
    case .otherData(let path):
      "\(path): the pictures or labels are not those that the run began with; a run goes on with the same data, "
        + "or another is begun"
    case .otherWeights(let path):
      "\(path): the backbone's weights are not those that the run began with; put them back where they were, or begin "
        + "another run"
    case .notComparable(let reason):
      "these cannot be compared: \(reason)"
    case .notAFinishedRun(let path, let problem):
      "\(path): not a finished run: \(problem)"
    case .outputExists(let path):
      "\(path): already there and not empty; choose another --output or remove it"
    case .cannotMake(let path, let reason):
      "\(path): cannot be made: \(reason)"
    case .overMemoryLimit(let needed, let limit, let advice):
      "this needs \(ByteText.of(needed)) and "
        + (limit.isGiven
          ? "--memory-limit allows \(ByteText.of(limit.byteCount))"
          : "the machine has \(ByteText.of(limit.byteCount)) available") + "; \(advice)"
    case .unreadableImages(let count, let first):
      "no picture can be read: all \(count) failed, the first with: \(first)"
    case .noValidation(let flag):
      "\(flag) follows a validation part: give --val-split above 0"
    case .groupDivided(let group, let paths):
      "group \(group) is divided: \(paths.joined(separator: " and ")) are in different parts; move them "
        + "together, or ignore groups with --no-grouping"
    case .noImages(let path):
      "\(path): no picture is left to work on"
    case .otherClasses(let path, let missing, let extra):
      "--baselines \(path): its classes are not the model's: missing \(Self.list(missing)), extra "
        + "\(Self.list(extra)); give the pictures that the model was trained on"
    case .changedData(let path):
      "\(path) is no longer what the model was trained on; --baselines FOLDER names its pictures"
    case .noBackboneBeforeTraining(let model, let problem):
      "\(model): --baselines needs the backbone that the model was grafted onto, as it was before training: "
        + "\(problem); the folder that graft train or graft crossval left says it"
    case .sweepNotFinite(let layer):
      "the very first loss is not finite, before anything was learned: layer \(layer) gave the first value that "
        + "is not; the weights or the pictures are at fault"
    case .sweepTooShort(let steps, let from, let picture):
      "no suggestion: the loss rose beyond bounds after \(steps) steps, too few to see it fall; a --from below "
        + "\(from) or more --steps may help; the curve: \(picture)"
    case .flatSweep(let from, let to, let picture):
      "no suggestion: between --from \(from) and --to \(to) the loss does not fall by more than it varies from "
        + "batch to batch; a wider range, more --steps or a larger --batch-size may help; the curve: \(picture)"
    }
  }
}

extension WorkbenchError {
  /// The first few names.
  private static func list(_ names: [String]) -> String {
    guard !names.isEmpty else { return "none" }
    let rest = names.count - 8
    return names.prefix(8).joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
  }
}

/// Sizes in messages.
public enum ByteText {
  /// For example `1.5 GB`; units are powers of 1000.
  public static func of(_ byteCount: Int) -> String {
    let units = ["bytes", "kB", "MB", "GB", "TB"]
    var value = Double(byteCount)
    var unit = 0
    while value >= 1000, unit < units.count - 1 {
      value /= 1000
      unit += 1
    }
    return unit == 0 ? "\(byteCount) bytes" : "\((value * 10).rounded() / 10) \(units[unit])"
  }
}
