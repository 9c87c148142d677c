import Files
import Foundation
import Testing

@testable import Datasets

/// MNIST's and CIFAR's files as data sets.
@Suite struct ArchiveScanTests {
  private func pixels(_ item: Item) throws -> [UInt8] {
    guard case .archived(let archive, let index) = item.place else {
      Issue.record("\(item.path) lies in no archive")
      return []
    }
    return try archive.pixels(of: index)
  }

  private func paths(_ dataset: Dataset, _ positions: [Int]) -> [String] {
    positions.map { dataset.items[$0].relativePath }
  }

  @Test func mnistIsAnArchiveOfGreyPicturesWithItsOwnTest() throws {
    let folder = try TemporaryFolder()
    try ArchiveFixtures.writeMNIST(to: folder)
    let dataset = try DatasetScan(of: folder.path).dataset
    #expect(dataset.classes == ["0", "7"])
    #expect(dataset.items.map(\.label) == [0, 1, 1])
    let splits = try #require(dataset.splits)
    #expect(
      paths(dataset, splits.training) == [
        "train-images-idx3-ubyte#00001", "train-images-idx3-ubyte#00000",
      ])
    #expect(paths(dataset, splits.test) == ["t10k-images-idx3-ubyte#00000"])
    #expect(splits.validation == [])
    let first = dataset.items[0]
    #expect(first.path == folder.path + "/train-images-idx3-ubyte#00001")
    #expect(try pixels(first) == (7...12).flatMap { [$0, $0, $0] })
    #expect(
      try first.place.contents()
        == Array("pixels 3 2\n".utf8) + (7...12).flatMap { [$0, $0, $0] })
    guard case .archived(let archive, _) = first.place else { return }
    #expect(archive.layout.width == 3 && archive.layout.height == 2)
  }

  @Test func aGzippedArchiveIsTheSameDataSet() throws {
    let plain = try TemporaryFolder()
    let packed = try TemporaryFolder()
    for folder in [plain, packed] { try ArchiveFixtures.writeMNIST(to: folder) }
    let names = try FileManager.default.contentsOfDirectory(atPath: packed.path)
    try ArchiveFixtures.run("gzip", names, in: packed)
    let (one, other) = (
      try DatasetScan(of: plain.path).dataset, try DatasetScan(of: packed.path).dataset
    )
    #expect(one.items.map(\.identifier) == other.items.map(\.identifier))
    #expect(one.items.map(\.label) == other.items.map(\.label))
    #expect(one.splits == other.splits)
    for (first, second) in zip(one.items, other.items) {
      #expect(try first.place.contents() == second.place.contents())
    }
    #expect(one.unpackedByteCount == 0)
    #expect(other.unpackedByteCount == 28 + 22)
    #expect(other.items[0].path == packed.path + "/train-images-idx3-ubyte.gz#00001")
  }

  @Test func contentsTellPicturesOfOtherSizesApart() throws {
    let folder = try TemporaryFolder()
    for (name, width) in [("a", 2), ("b", 3)] {
      try folder.write(
        ArchiveFixtures.idx(pictures: [[1, 1, 1, 1, 1, 1]], width: width, height: 6 / width),
        to: "\(name)/train-images.idx3-ubyte")
      try folder.write(
        ArchiveFixtures.idx(labels: [0]), to: "\(name)/train-labels.idx1-ubyte")
    }
    let contents = try ["a", "b"].map { name in
      try DatasetScan(of: folder.path + "/" + name, options: ScanOptions(minimumClassCount: 1))
        .dataset.items[0].place.contents()
    }
    #expect(contents[0] != contents[1])
  }

  @Test(arguments: ["folder", "tar", "tar.gz", "tgz"])
  func cifarTenHasNamesAndColours(form: String) throws {
    let folder = try TemporaryFolder()
    try ArchiveFixtures.writeCIFAR10(to: folder)
    var path = folder.path + "/cifar-10-batches-bin"
    if form != "folder" {
      path = folder.path + "/cifar." + form
      try ArchiveFixtures.run(
        "tar", [form == "tar" ? "-cf" : "-czf", path, "cifar-10-batches-bin"], in: folder)
    }
    let dataset = try DatasetScan(of: path).dataset
    #expect(dataset.classes == ["cat", "truck"])
    #expect(
      dataset.items.map(\.relativePath) == [
        "data_batch_1.bin#00001", "test_batch.bin#00000", "data_batch_1.bin#00000",
        "data_batch_2.bin#00000",
      ])
    #expect(try #require(dataset.splits).test == [1])
    let pixels = try pixels(dataset.items[0])
    #expect(pixels.count == 32 * 32 * 3)
    #expect(pixels.prefix(6) == [1, 1, 1, 40, 50, 60])
    #expect(pixels.suffix(3) == [40, 50, 60])
  }

  @Test func cifarHundredIsLabelledFinely() throws {
    let folder = try TemporaryFolder()
    let names = (0..<100).map { "class\($0)" }
    try folder.write(
      ArchiveFixtures.cifar([3, 99], red: 1, green: 2, blue: 3)
        + ArchiveFixtures.cifar([3, 10], red: 1, green: 2, blue: 3), to: "train.bin")
    try folder.write(ArchiveFixtures.cifar([3, 10], red: 4, green: 5, blue: 6), to: "test.bin")
    try folder.write(names.joined(separator: "\r\n"), to: "fine_label_names.txt")
    let dataset = try DatasetScan(
      of: folder.path, options: ScanOptions(classOrder: .natural)
    ).dataset
    #expect(dataset.classes == ["class10", "class99"])
    #expect(
      dataset.items.map(\.relativePath) == ["test.bin#00000", "train.bin#00001", "train.bin#00000"])
    #expect(try #require(dataset.splits).test == [0])
  }

  @Test func groupsComeFromThePlacesInTheArchive() throws {
    let folder = try TemporaryFolder()
    try ArchiveFixtures.writeCIFAR10(to: folder)
    let scan = try DatasetScan(
      of: folder.path + "/cifar-10-batches-bin",
      options: ScanOptions(grouping: .by("^(data_batch_\\d)")))
    #expect(
      scan.dataset.items.map(\.group) == ["data_batch_1", nil, "data_batch_1", "data_batch_2"])
    #expect(scan.ungroupedItems == 1)
  }

  @Test func anArchiveThatIsCutWhileItIsUsedIsAnErrorWithItsPath() throws {
    let folder = try TemporaryFolder()
    try ArchiveFixtures.writeMNIST(to: folder)
    let item = try #require(try DatasetScan(of: folder.path).dataset.items.first)
    let path = folder.path + "/train-images-idx3-ubyte"
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    try handle.truncate(atOffset: 20)
    try handle.close()
    #expect(
      throws: FileError.unexpectedEnd(path: path, offset: 22, expected: 6, found: 0)
    ) { try item.place.contents() }
  }
}
