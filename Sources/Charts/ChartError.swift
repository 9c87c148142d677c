/// Why a chart did not become a picture.
public enum ChartError: Error, Equatable {
  /// A library that is not there.
  case noLibrary(name: String, package: String)
  /// A library that is not what it should be.
  case noFunction(name: String, library: String)
  /// JavaScriptCore refused a script, or the script failed.
  case script(problem: String)
  /// librsvg refused an SVG.
  case rendering(problem: String)

  /// Whether it goes away when a package is installed.
  public var isOfMissingLibrary: Bool {
    if case .noLibrary = self { true } else { false }
  }
}

extension ChartError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noLibrary(let name, let package):
      "\(name) is not on this machine: apt-get install \(package)"
    case .noFunction(let name, let library):
      "\(library) has no function \(name): expected a version that has it"
    case .script(let problem):
      "the script of a chart failed: \(problem)"
    case .rendering(let problem):
      "librsvg could not draw a chart: \(problem)"
    }
  }
}
