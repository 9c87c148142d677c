/// Why a chart did not become a picture.
public enum ChartError: Error, Equatable {
  /// A library that is not there.
  case noLibrary(name: String, package: String)
  /// A library that is not what it should be.
  case noFunction(name: String, library: String)
  /// The process may use too few addresses for JavaScriptCore (`ulimit -v`).
  case fewAddresses(limit: UInt64)
  /// JavaScriptCore refused a script, or the script failed.
  case script(problem: String)
  /// librsvg refused an SVG.
  case rendering(problem: String)

  /// Whether nothing went wrong, but the machine or its settings have no room for charts.
  public var isOfTheMachine: Bool {
    switch self {
    case .noLibrary, .fewAddresses: true
    case .noFunction, .script, .rendering: false
    }
  }
}

extension ChartError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noLibrary(let name, let package):
      "\(name) is not on this machine: apt-get install \(package)"
    case .noFunction(let name, let library):
      "\(library) has no function \(name): expected a version that has it"
    case .fewAddresses(let limit):
      "JavaScriptCore reserves some gigabytes of addresses, and ulimit -v allows \(limit >> 10) kB in all"
    case .script(let problem):
      "the script of a chart failed: \(problem)"
    case .rendering(let problem):
      "librsvg could not draw a chart: \(problem)"
    }
  }
}
