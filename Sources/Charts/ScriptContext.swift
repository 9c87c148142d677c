import Glibc

/// Runs JavaScript in JavaScriptCore, WebKit's engine: no page, no network, no files.
///
/// The engine is loaded when the first context is made. Promises that a script leaves are settled when ``evaluate(_:)``
/// returns, as far as they wait for nothing but each other.
///
/// Source: https://github.com/WebKit/WebKit, `Source/JavaScriptCore/API/glib`.
public final class ScriptContext {
  private typealias Make = @convention(c) () -> OpaquePointer?
  private typealias SetOption = @convention(c) (UnsafePointer<CChar>, Int32) -> Int32
  private typealias Evaluate =
    @convention(c) (OpaquePointer, UnsafePointer<CChar>, Int) -> OpaquePointer?
  private typealias OfContext = @convention(c) (OpaquePointer) -> OpaquePointer?
  private typealias Text = @convention(c) (OpaquePointer) -> UnsafeMutablePointer<CChar>?
  private typealias Clear = @convention(c) (OpaquePointer) -> Void
  private typealias FreeText = @convention(c) (UnsafeMutablePointer<CChar>) -> Void

  private let context: OpaquePointer
  private let evaluateScript: Evaluate
  private let exception: OfContext
  private let clearException: Clear
  private let exceptionText: Text
  private let valueText: Text
  private let release: Clear
  private let freeText: FreeText

  /// JavaScriptCore reserves some gigabytes of addresses, of which it uses few, and ends the process where it gets none.
  private static let neededAddresses: UInt = 16 << 30

  private static func library() throws(ChartError) -> SharedLibrary {
    try SharedLibrary(
      anyOf: [
        "libjavascriptcoregtk-4.1.so.0", "libjavascriptcoregtk-6.0.so.1",
        "libjavascriptcoregtk-4.0.so.18",
      ], package: "libjavascriptcoregtk-4.1-0")
  }

  /// A chart is over before compiled code would pay; without a compiler 60 MB less are taken, and no page of memory is
  /// ever both written and run. Said once, before the first context of the process: the engine then freezes its options.
  private static let compilesNothing: Bool = {
    guard let set = try? library().function("jsc_options_set_boolean", SetOption.self) else {
      return false
    }
    return set("useJIT", 0) != 0
  }()

  /// - Throws: ``ChartError``.
  public init() throws(ChartError) {
    var limit = rlimit()
    if getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0,
      limit.rlim_cur < Self.neededAddresses
    {
      throw .fewAddresses(limit: UInt64(limit.rlim_cur))
    }
    let library = try Self.library()
    evaluateScript = try library.function("jsc_context_evaluate", Evaluate.self)
    exception = try library.function("jsc_context_get_exception", OfContext.self)
    clearException = try library.function("jsc_context_clear_exception", Clear.self)
    exceptionText = try library.function("jsc_exception_report", Text.self)
    valueText = try library.function("jsc_value_to_string", Text.self)
    release = try library.function("g_object_unref", Clear.self)
    freeText = try library.function("g_free", FreeText.self)
    _ = Self.compilesNothing
    guard let made = try library.function("jsc_context_new", Make.self)() else {
      throw .script(problem: "JavaScriptCore gave no context")
    }
    context = made
  }

  deinit { release(context) }

  /// - Returns: The value of the last statement, as JavaScript writes it.
  /// - Throws: ``ChartError/script(problem:)``.
  @discardableResult
  public func evaluate(_ script: String) throws(ChartError) -> String {
    var script = script
    // Sound: the engine copies the script before it returns; what it returns belongs to us.
    let value = script.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { text -> OpaquePointer? in
        guard let start = text.baseAddress else { return nil }
        return evaluateScript(context, start, text.count)
      }
    }
    defer { if let value { release(value) } }
    if let problem = exception(context) {
      defer { clearException(context) }
      throw .script(problem: text(exceptionText(problem)) ?? "without a word")
    }
    guard let value, let text = text(valueText(value)) else {
      throw .script(problem: "its value is no text")
    }
    return text
  }

  private func text(_ owned: UnsafeMutablePointer<CChar>?) -> String? {
    guard let owned else { return nil }
    defer { freeText(owned) }
    return String(cString: owned)
  }
}
