/// What workers themselves can fail in.
public enum WorkersError: Error, Equatable, CustomStringConvertible {
  case noThread(reason: String)

  public var description: String {
    switch self {
    case .noThread(let reason):
      "no thread could be started: \(reason); fewer --threads may help"
    }
  }
}
