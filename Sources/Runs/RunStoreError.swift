/// What the run store refuses.
public enum RunStoreError: Error, Equatable, CustomStringConvertible {
  case noFolder(path: String)
  /// - Parameter nearest: The run that was perhaps meant.
  case missing(path: String, nearest: String?)
  case notARun(path: String, problem: String)
  case running(path: String, pid: Int32?)
  case holdsRuns(path: String, inner: String)
  case notLockable(path: String)
  case cannotDelete(path: String, reason: String)

  public var description: String {
    switch self {
    case .noFolder(let path):
      "\(path): no such folder; runs are made by `graft train` and `graft crossval`, under runs/ unless --output "
        + "says otherwise, and by `graft evaluate --output`; --folder names another place"
    case .missing(let path, let nearest):
      "\(path): no such run" + (nearest.map { "; did you mean \($0)?" } ?? "")
        + "; `graft runs list` shows what there is"
    case .notARun(let path, let problem):
      "\(path): not the folder of a run: \(problem); a run's folder has the config.json that Graft wrote"
    case .running(let path, let pid):
      "\(path): the run is running" + (pid.map { ", as process \($0)" } ?? "")
        + "; stop it first, or wait for its end"
    case .holdsRuns(let path, let inner):
      "\(path): there are other runs inside it (\(inner)); delete those first"
    case .notLockable(let path):
      "\(path): cannot be locked, so nobody can tell whether the run is running; if it is not, remove the folder "
        + "yourself"
    case .cannotDelete(let path, let reason):
      "\(path): cannot be deleted: \(reason)"
    }
  }
}
