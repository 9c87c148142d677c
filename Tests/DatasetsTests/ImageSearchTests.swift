import Files
import Testing

@testable import Datasets

@Suite("Searching for pictures without labels")
struct ImageSearchTests {
  @Test("keeps files as named, and searches folders at any depth in byte order")
  func order() throws {
    let folder = try TemporaryFolder([
      "b/x.png", "b/a.JPG", "b/deep/er/y.jpeg", "b/note.txt", "b/old.gif", "z.dat",
    ])
    let root = folder.path
    let search = try ImageSearch(in: [root + "/z.dat", root + "/b"])
    #expect(
      search.paths
        == ["/z.dat", "/b/a.JPG", "/b/x.png", "/b/deep/er/y.jpeg"].map { root + $0 })
    #expect(search.unsupportedFiles == [root + "/b/old.gif"])
  }

  @Test("says what is not there")
  func missing() throws {
    let folder = try TemporaryFolder()
    #expect(throws: DatasetError.file(.missing(path: folder.path + "/none.png"))) {
      try ImageSearch(in: [folder.path + "/none.png"])
    }
  }
}
