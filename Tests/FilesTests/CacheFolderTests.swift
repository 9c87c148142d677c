import Files
import Foundation
import Testing

@Suite struct CacheFolderTests {
  @Test(arguments: [
    (["XDG_CACHE_HOME": "/x", "HOME": "/h"], "/x/graft"), (["HOME": "/h"], "/h/.cache/graft"),
    (["XDG_CACHE_HOME": "relative", "HOME": "/h"], "/h/.cache/graft"),
    (["XDG_CACHE_HOME": "", "HOME": "/h"], "/h/.cache/graft"),
  ])
  func theEnvironmentSaysWhereItIs(environment: [String: String], path: String) {
    #expect(CacheFolder.standard { environment[$0] }.path == path)
  }

  @Test func withoutAHomeItIsTheUsers() {
    let path = CacheFolder.standard { _ in nil }.path
    #expect(path.hasPrefix("/"))
    #expect(path.hasSuffix("/.cache/graft") || path == "/tmp/.cache/graft")
  }

  @Test func foldersAreMadeWithTheirParents() throws {
    let base = NSTemporaryDirectory() + "/graft-cache-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: base) }
    let cache = CacheFolder(path: base + "/a/b")
    #expect(cache.folder("features") == base + "/a/b/features")
    for _ in 0..<2 {
      let folder = try cache.makeFolder("features")
      var isFolder: ObjCBool = false
      #expect(FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder))
      #expect(isFolder.boolValue)
    }
  }

  @Test func aFileInTheWayIsAnError() throws {
    let base = NSTemporaryDirectory() + "/graft-cache-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: base) }
    try AtomicFile.write("file", to: base)
    #expect(throws: FileError.self) { try CacheFolder(path: base).makeFolder("features") }
  }
}
