import Foundation
import Testing

/// A target imports only what stands on a lower floor.
@Suite struct FloorTests {
  static let floors: [Set<String>] = [
    [
      "COneDNN", "COpenBLAS", "COpenMP", "CJPEG", "CPNG", "CPixels", "CLoops", "CEmbedded",
      "CZlib", "CFreeType", "CFontconfig", "CWebP",
    ],
    ["Embedded", "Files", "Names", "Tensors", "Workers"],
    ["EventFiles", "Images", "Kernels", "WeightFiles"],
    ["Charts", "Datasets", "Graphs"],
    ["Backbones", "Evaluation"],
    ["Runs", "Search", "Training"],
    ["Compression", "Distributed"],
    ["Workbench"],
    ["graft"],
  ]

  static func floor(of target: String) -> Int? { floors.firstIndex { $0.contains(target) } }

  @Test func everyDependencyStandsOnALowerFloor() throws {
    let targets = try Manifest.load().rooms
    #expect(targets.count > 10)
    for target in targets {
      guard let floor = Self.floor(of: target.name) else {
        Issue.record("\(target.name) has no floor: give it one in FloorTests and in the manifest")
        continue
      }
      for dependency in target.dependencies {
        let below = try #require(
          Self.floor(of: dependency), "\(target.name) depends on \(dependency), which has no floor")
        #expect(
          below < floor,
          "\(target.name) (floor \(floor)) depends on \(dependency) (floor \(below))")
      }
    }
  }

  @Test func everyFolderOfSourcesIsATargetWithSomethingInIt() throws {
    let targets = try Manifest.load().rooms
    let folders = try folders(in: "Sources")
    #expect(Set(targets.map(\.name)) == Set(folders))
    for folder in folders {
      let files = try FileManager.default.subpathsOfDirectory(
        atPath: House.root + "/Sources/" + folder)
      let sources = files.filter { file in
        [".swift", ".c", ".S", ".modulemap"].contains { file.hasSuffix($0) }
      }
      #expect(!sources.isEmpty, "\(folder) is an empty room")
      #expect(!sources.contains("Placeholder.swift"), "\(folder) still has its placeholder")
    }
  }

  @Test func everyTestTargetHasItsFolder() throws {
    let targets = try Manifest.load().targets.filter { $0.type == "test" }.map(\.name)
    // Fuzzers are programs of their own, built by their scripts.
    #expect(Set(try folders(in: "Tests")).subtracting(["Fuzz"]) == Set(targets))
  }

  /// What the manifest declares is what the files import, no more and no less.
  @Test func declaredDependenciesAreTheImportedOnes() throws {
    let targets = try Manifest.load().rooms
    let names = Set(targets.map(\.name))
    for target in targets where target.type != "system" {
      let folder = "Sources/" + target.name
      let files = try FileManager.default.subpathsOfDirectory(atPath: House.root + "/" + folder)
        .filter { $0.hasSuffix(".swift") }
      guard !files.isEmpty else { continue }
      var imported: Set<String> = []
      for file in files {
        for line in House.lines(of: folder + "/" + file) ?? [] {
          if let match = line.wholeMatch(of: /(?:\w+ )?import (?:(?:struct|enum|func) )?(\w+).*/) {
            imported.insert(String(match.1))
          }
        }
      }
      #expect(
        imported.intersection(names) == Set(target.dependencies).intersection(names),
        "\(target.name): imported and declared")
    }
  }

  private func folders(in parent: String) throws -> [String] {
    let path = House.root + "/" + parent
    return try FileManager.default.contentsOfDirectory(atPath: path).filter { name in
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: path + "/" + name, isDirectory: &isFolder)
        && isFolder.boolValue && !name.hasPrefix(".")
    }
  }
}
