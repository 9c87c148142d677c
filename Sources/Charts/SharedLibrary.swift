import Glibc

/// A library of the system that is looked for when it is needed, and without which everything else works.
struct SharedLibrary {
  private let handle: UnsafeMutableRawPointer
  private let name: String

  /// - Parameters:
  ///   - names: File names with versions, the wanted first.
  ///   - package: What Debian and Ubuntu call the package that has it.
  /// - Throws: ``ChartError/noLibrary(name:package:)``.
  init(anyOf names: [String], package: String) throws(ChartError) {
    for name in names {
      // Never closed: JavaScriptCore has threads of its own that outlive every context.
      guard let handle = dlopen(name, RTLD_NOW | RTLD_LOCAL) else { continue }
      self.handle = handle
      self.name = name
      return
    }
    throw .noLibrary(name: names[0], package: package)
  }

  /// A function of the library, or of one that it needs.
  /// - Parameter type: As its header declares it, `@convention(c)`.
  /// - Throws: ``ChartError/noFunction(name:library:)``.
  func function<Function>(_ name: String, _ type: Function.Type) throws(ChartError) -> Function {
    guard let address = dlsym(handle, name) else {
      throw .noFunction(name: name, library: self.name)
    }
    // Sound: an address of a C function is what a `@convention(c)` value is; each type stands beside its declaration.
    return unsafeBitCast(address, to: type)
  }
}
