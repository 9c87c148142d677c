import Testing

@testable import Charts

@Suite struct ScriptContextTests {
  @Test func aScriptGivesTheValueOfItsLastStatement() throws {
    let context = try ScriptContext()
    #expect(try context.evaluate("const one = 1; one + 1") == "2")
    #expect(try context.evaluate("'Größe ' + one + ' ≥ 0'") == "Größe 1 ≥ 0")
    #expect(try context.evaluate("undefined") == "undefined")
  }

  @Test func contextsKnowNothingOfEachOther() throws {
    try ScriptContext().evaluate("globalThis.kept = 1")
    #expect(try ScriptContext().evaluate("typeof kept") == "undefined")
  }

  @Test func promisesAreSettledWhenAScriptReturns() throws {
    let context = try ScriptContext()
    try context.evaluate(
      "let result = 'open'; (async () => { await null; await null; result = 'settled' })()")
    #expect(try context.evaluate("result") == "settled")
  }

  @Test func aScriptThatFailsSaysWhyAndTheNextIsRunAsEver() throws {
    let context = try ScriptContext()
    #expect {
      try context.evaluate("throw new Error('no such colour')")
    } throws: {
      ($0 as? ChartError)?.description.contains("no such colour") == true
    }
    #expect(throws: ChartError.self) { try context.evaluate("this is no script") }
    #expect(try context.evaluate("1") == "1")
  }

  @Test func scriptsReachNeitherFilesNorNetwork() throws {
    let context = try ScriptContext()
    for name in ["require", "fetch", "XMLHttpRequest", "process", "load", "readFile", "print"] {
      #expect(try context.evaluate("typeof \(name)") == "undefined", "\(name)")
    }
  }

  @Test func aMissingLibraryNamesItsPackage() {
    #expect(throws: ChartError.noLibrary(name: "libnothing.so.1", package: "nothing-1")) {
      try SharedLibrary(anyOf: ["libnothing.so.1", "libnothing.so.0"], package: "nothing-1")
    }
    let error = ChartError.noLibrary(name: "libnothing.so.1", package: "nothing-1")
    #expect(error.description.contains("apt-get install nothing-1"))
    #expect(error.isOfTheMachine)
  }

  @Test func aMissingFunctionNamesTheLibrary() throws {
    let library = try SharedLibrary(anyOf: ["libnothing.so.1", "libm.so.6"], package: "libc6")
    #expect(throws: ChartError.noFunction(name: "no_such", library: "libm.so.6")) {
      try library.function("no_such", (@convention(c) (Double) -> Double).self)
    }
    let cosine = try library.function("cos", (@convention(c) (Double) -> Double).self)
    #expect(cosine(0) == 1)
  }
}
