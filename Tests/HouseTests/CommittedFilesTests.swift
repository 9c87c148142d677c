import Foundation
import Testing

/// What stands in the files that everybody gets.
@Suite(.enabled(if: House.committedFiles != nil, "needs git and its repository"))
struct CommittedFilesTests {
  /// Calls `body` with every line of every committed text file.
  private func forEachLine(
    where isWanted: (String) -> Bool = { _ in true },
    _ body: (_ line: Substring, _ place: String) -> Void
  ) throws {
    var files = 0
    for file in try #require(House.committedFiles) where isWanted(file) {
      guard let lines = House.lines(of: file) else { continue }
      files += 1
      for (number, line) in lines.enumerated() { body(line, "\(file):\(number + 1)") }
    }
    #expect(files > 0)
  }

  @Test func noFileNamesTheMachineItWasWrittenOn() throws {
    let home = /\/(?:home|Users)\/\w+\/|\/root\//
    try forEachLine { line, place in
      #expect(!line.contains(House.root + "/"), "\(place) names the folder of the checkout")
      #expect(!line.contains(home), "\(place) names somebody's home folder")
    }
  }

  /// Mirrors and registries differ from place to place; whoever builds this has his own.
  @Test func noFileNamesAPackageRegistry() throws {
    let registries: Set<Substring> = [
      "anaconda", "artifactory", "conda", "crates", "mirror", "mirrors", "nexus", "npmjs", "pypi",
      "pythonhosted", "registry",
    ]
    try forEachLine { line, place in
      for address in line.matches(of: /https?:\/\/([A-Za-z0-9\-]+\.[A-Za-z0-9.\-]+)/) {
        let labels = Set(address.1.lowercased().split(separator: "."))
        #expect(labels.isDisjoint(with: registries), "\(place) names \(address.1)")
      }
    }
  }

  /// The program speaks to nobody but those who publish weights.
  @Test func cardsAndSourcesNameOnlyPublishersOfWeightsAndSpecifications() throws {
    // That of W3C is no address but the name of SVG's elements.
    let allowed: Set<String> = [
      "download.pytorch.org", "github.com", "protobuf.dev", "www.w3.org",
    ]
    let wanted = { (file: String) in
      file.hasPrefix("Sources/") || (file.hasPrefix("pretrained/") && file.hasSuffix(".json"))
    }
    try forEachLine(where: wanted) { line, place in
      for address in line.matches(of: /https?:\/\/([A-Za-z0-9\-]+\.[A-Za-z0-9.\-]+)/) {
        #expect(allowed.contains(address.1.lowercased()), "\(place) names \(address.1)")
      }
    }
  }

  @Test func nothingInSourcesIsForced() throws {
    let wanted = { (file: String) in file.hasPrefix("Sources/") && file.hasSuffix(".swift") }
    try forEachLine(where: wanted) { line, place in
      guard !line.drop(while: \.isWhitespace).hasPrefix("//") else { return }
      #expect(!line.contains(/\btry!/), "\(place) traps where it should throw")
      #expect(!line.contains(/\bas!/), "\(place) traps on a type that is not as expected")
    }
  }
}
