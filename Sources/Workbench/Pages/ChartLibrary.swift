/// Vega, as the distribution packages it: a file a module, each a CommonJS module of its own.
///
/// The modules are joined by a `require` of three lines. Expressions of charts are interpreted, never compiled
/// (`vega-interpreter`), so that a page can forbid `eval` along with every connection.
enum ChartLibrary {
  /// Each after those that it needs.
  static let modules = [
    "util", "time", "format", "loader", "dataflow", "canvas", "scale", "statistics", "expression",
    "scenegraph", "selection", "functions", "event-selector", "parser", "runtime", "view",
    "transforms", "view-transforms", "encode", "interpreter",
  ]

  /// JavaScript that leaves the modules by their names in `vegaModules`.
  static var script: String {
    let parts = modules.map { module in
      // The one whose file and package differ.
      let name = module == "selection" ? "vega-selections" : "vega-\(module)"
      let source = EmbeddedText.named("vega-\(module).min.js")
        .replacing(/\n\/\/# sourceMappingURL=.*/, with: "")
      return """
        (() => { const exports = {}, module = { exports }, require = name => vegaModules[name];
        \(source)
        vegaModules['\(name)'] = exports })();
        """
    }
    let licence = EmbeddedText.named("vega-copyright").replacing("*/", with: "* /")
    return """
      /* Vega. Its licence:
      \(licence)*/
      const vegaModules = {};
      \(parts.joined(separator: "\n"))
      """
  }
}
