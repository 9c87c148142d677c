import EventFiles
import Files
import Foundation
import Testing

/// TensorBoard reads what was written.
@Suite(.enabled(if: TensorBoard.isHere, "needs Tests/fetch-tensorboard.sh, which make test runs"))
struct TensorBoardTests {
  private func scalars(_ folder: TemporaryFolder, _ tag: String) throws -> [[Double]] {
    try #require(TensorBoard.read(folder.path)["scalars"]?[tag] as? [[Double]])
  }

  @Test func everyKindOfValueIsRead() throws {
    let folder = try TemporaryFolder()
    let file = try EventFile(folder: folder.path)
    let values = [0.1, -1e30, 0, 3e-39, 1.0 / 3]
    for (step, value) in values.enumerated() {
      try file.add(scalar: value, tag: "loss/train", step: step)
    }
    let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0, 255]
    try file.add(png: png, width: 30, height: 20, tag: "views/é 1.png", step: 2)
    let histogram = Histogram(of: [-1, -0.5, 0.25, 0.25, 2], buckets: 4)
    try file.add(histogram: histogram, tag: "weights", step: 3)
    try file.add(histogram: Histogram(of: [7, 7]), tag: "constant", step: 3)
    try file.add(histogram: Histogram(of: []), tag: "empty", step: 3)
    try file.flush()

    let found = try TensorBoard.read(folder.path)
    let read = try #require(found["scalars"]?["loss/train"] as? [[Any]])
    #expect(read.compactMap { $0[0] as? Int } == [0, 1, 2, 3, 4])
    #expect(read.compactMap { $0[1] as? Double }.map { Float($0) } == values.map { Float($0) })
    let image = try #require((found["images"]?["views/é 1.png"] as? [[Any]])?.first)
    #expect(image.prefix(3).compactMap { $0 as? Int } == [2, 30, 20])
    #expect(image.last as? String == Data(png).base64EncodedString())
    let weights = try #require((found["histograms"]?["weights"] as? [[Any]])?.first)
    #expect(weights.prefix(6).compactMap { $0 as? Double } == [3, -1, 2, 5, 1, 5.375])
    #expect(weights[6] as? [Double] == histogram.edges)
    #expect(weights[7] as? [Double] == histogram.counts.map(Double.init))
    #expect(
      found["plugins"] as? [String: String] == [
        "loss/train": "scalars", "views/é 1.png": "images", "weights": "histograms",
        "constant": "histograms", "empty": "histograms",
      ])
  }

  @Test func aRunThatGoesOnReplacesTheStepsThatItRepeats() throws {
    let folder = try TemporaryFolder()
    let first = try EventFile(folder: folder.path)
    for step in 1...5 { try first.add(scalar: Double(step), tag: "loss", step: step) }
    try first.flush()
    let second = try EventFile(folder: folder.path, discardingFrom: 4)
    for step in 4...6 { try second.add(scalar: Double(step) * 10, tag: "loss", step: step) }
    try second.flush()
    #expect(
      try scalars(folder, "loss") == [[1, 1], [2, 2], [3, 3], [4, 40], [5, 50], [6, 60]])
  }

  @Test func whatAKilledRunLeftIsReadUpToItsEnd() throws {
    let folder = try TemporaryFolder()
    let file = try EventFile(folder: folder.path)
    for step in 1...3 { try file.add(scalar: Double(step), tag: "loss", step: step) }
    try file.flush()
    let bytes = try InputFile.contents(of: file.path)
    try Data(bytes.dropLast(5)).write(to: URL(fileURLWithPath: file.path))
    #expect(try scalars(folder, "loss") == [[1, 1], [2, 2]])
  }
}
