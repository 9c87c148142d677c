import Embedded
import Files
import Foundation
import Images
import Testing

struct AugmentationPolicyTests {
  @Test("Every policy in the folder travels inside the program and loads by its name")
  func embedded() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../augmentations").standardized.path
    let files = try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { $0.hasSuffix(".yaml") }
    #expect(files.sorted() == AugmentationPolicy.names.map { "\($0).yaml" }.sorted())
    for name in AugmentationPolicy.names {
      let policy = try AugmentationPolicy.named(name)
      #expect(policy.name == name)
      let bytes = try #require(EmbeddedFiles.bytes(named: "\(name).yaml"))
      #expect(try Array(bytes) == InputFile.contents(of: "\(folder)/\(name).yaml"))
      #expect(try AugmentationPolicy.load(path: "\(folder)/\(name).yaml") == policy)
      #expect(try AugmentationPolicy.find(name) == policy)
      #expect(EmbeddedFiles.names.contains("\(name).yaml"))
    }
    #expect(EmbeddedFiles.bytes(named: "missing.yaml") == nil)
  }

  @Test("The documentation names every operation, parameter and policy")
  func documentation() throws {
    let readme = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../augmentations/README.md").standardized.path
    let text = String(decoding: try InputFile.contents(of: readme), as: UTF8.self)
    for kind in OperationKind.allCases {
      let line = try #require(
        text.split(separator: "\n").first { $0.hasPrefix("| `\(kind.rawValue)` |") })
      for parameter in kind.rule.parameters {
        #expect(line.contains("`\(parameter.name)`"), "\(kind)")
      }
    }
    for name in AugmentationPolicy.names where name != "none" {
      #expect(text.contains("![\(name)](sheets/\(name).jpg)"))
    }
  }

  @Test("The policy called none draws the identity, always")
  func none() throws {
    #expect(try AugmentationPolicy.named("none") == .none)
    for view in 0..<100 as Range<UInt64> {
      #expect(AugmentationPolicy.none.parameters(seed: view, item: 3, view: view) == .identity)
    }
  }

  @Test("View 0 is the picture as it is, under every policy")
  func viewZero() throws {
    for name in AugmentationPolicy.names {
      let policy = try AugmentationPolicy.named(name)
      #expect(policy.parameters(seed: 5, item: 6, view: 0) == .identity)
    }
  }

  @Test("The policy called flip mirrors half of the views, and the same ones every time")
  func flip() throws {
    let policy = try AugmentationPolicy.named("flip")
    let forwards = (0..<2000 as Range<UInt64>).map {
      policy.parameters(seed: 1, item: $0 % 40, view: 1 + $0 / 40).isMirrored
    }
    let backwards = (0..<2000 as Range<UInt64>).reversed().map {
      policy.parameters(seed: 1, item: $0 % 40, view: 1 + $0 / 40).isMirrored
    }
    #expect(forwards == backwards.reversed())
    // Five standard deviations of 2000 fair coins.
    #expect((888...1112).contains(forwards.count { $0 }))
  }

  @Test("Seed, item and view each change the draw")
  func drawsDiffer() throws {
    let policy = try AugmentationPolicy.named("flip")
    let indexes = 0..<64 as Range<UInt64>
    let bySeed = indexes.map { policy.parameters(seed: $0, item: 0, view: 1) }
    let byItem = indexes.map { policy.parameters(seed: 0, item: $0, view: 1) }
    let byView = indexes.map { policy.parameters(seed: 0, item: 0, view: $0) }
    for draws in [bySeed, byItem, byView] { #expect(Set(draws).count == 2) }
    #expect(Set([bySeed, byItem, byView]).count == 3)
  }

  @Test("Probabilities 0 and 1 mean never and always")
  func certainty() throws {
    for (probability, expected) in [(0.0, false), (1.0, true)] {
      let policy = AugmentationPolicy(
        name: "test", description: "test",
        operations: [try AugmentationOperation(.horizontalFlip, probability: probability)])
      for view in 1...200 as ClosedRange<UInt64> {
        #expect(policy.parameters(seed: 0, item: 0, view: view).isMirrored == expected)
      }
    }
  }

  @Test("A name that is almost right gets a suggestion")
  func suggestion() throws {
    let error = #expect(
      throws: ImageError.unknownPolicy(name: "flop", known: AugmentationPolicy.names)
    ) {
      try AugmentationPolicy.named("flop")
    }
    #expect("\(try #require(error))".contains("did you mean `flip`?"))
    let far = #expect(throws: ImageError.self) { try AugmentationPolicy.named("nonsense") }
    #expect(!"\(try #require(far))".contains("did you mean"))
  }

  @Test(
    "A mistake in a file is told with the line and what is allowed",
    arguments: [
      ("name: a\ndescription: b\noperations:\n  - operation: flip\n", 4, "horizontal_flip"),
      (
        "name: a\ndescription: b\noperations:\n  - operation: horizontal_flip\n    probability: 2\n",
        5, "from 0.0 to 1.0"
      ),
      (
        "name: a\ndescription: b\noperations:\n  - operation: horizontal_flip\n    probability: nan\n",
        5, "from 0.0 to 1.0"
      ),
      ("name: a\ndescription: b\noperations:\n  - operation: rotate\n", 4, "`degrees` is missing"),
      (
        "name: a\ndescription: b\noperations:\n  - operation: rotate\n    degrees: [5, -5]\n", 5,
        "[5.0, -5.0]"
      ),
      (
        "name: a\ndescription: b\noperations:\n  - operation: rotate\n    degree: 5\n", 5,
        "did you mean `degrees`?"
      ),
      (
        "name: a\ndescription: b\noperations:\n  - operation: posterize\n    bits: 2.5\n", 5,
        "whole numbers"
      ),
      (
        "name: a\ndescription: b\noperations:\n  - operation: scale\n"
          + "    factor: {from: 1, to: 2, distribution: log}\n", 5, "log_uniform"
      ),
      (
        "name: a\ndescription: b\nfill: [1, 2, 3]\noperations: []\n", 3, "border: constant"
      ),
      ("name: a\ndescription: b\nborder: wrap\noperations: []\n", 3, "reflect"),
      ("name: a\ndescription: b\noperation: []\n", 3, "did you mean `operations`?"),
      ("name: a\ndescription: b\noperations: 3\n", 3, "not a list"),
      ("name: a\noperations: []\n", 1, "`description` is missing"),
      ("name: a\ndescription: [b\noperations: []\n", 3, "not YAML"),
      ("- a\n", 1, "name, description, border"),
    ])
  func mistakes(yaml: String, line: Int, part: String) throws {
    let error = #expect(throws: ImageError.self) {
      try AugmentationPolicy(yaml: yaml, source: "mine.yaml")
    }
    let message = "\(try #require(error))"
    #expect(message.hasPrefix("mine.yaml:\(line): "), "\(message)")
    #expect(message.contains(part), "\(message)")
  }

  @Test("It travels as JSON unchanged, and JSON out of range is refused")
  func codable() throws {
    let policy = try AugmentationPolicy.named("flip")
    let data = try JSONEncoder().encode(policy)
    #expect(try JSONDecoder().decode(AugmentationPolicy.self, from: data) == policy)
    let wrong = String(decoding: data, as: UTF8.self).replacing("0.5", with: "1.5")
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(AugmentationPolicy.self, from: Data(wrong.utf8))
    }
  }
}

extension ViewParameters {
  var isMirrored: Bool { operations.contains { $0.kind == .horizontalFlip } }
}
