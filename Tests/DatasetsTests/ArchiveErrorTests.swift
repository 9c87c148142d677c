import Files
import Foundation
import Testing

@testable import Datasets

/// Nothing in an archive is believed.
@Suite struct ArchiveErrorTests {
  private func failure(of path: String) throws -> DatasetError {
    do throws(DatasetError) {
      _ = try DatasetScan(of: path)
    } catch {
      return error
    }
    throw Unexpected.success
  }

  private enum Unexpected: Error { case success }

  private func expect(
    _ problem: String, at file: String, in folder: TemporaryFolder, of path: String? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let error = try failure(of: path ?? folder.path)
    #expect(
      error.description.hasPrefix("\(folder.path)\(file): "), "\(error)",
      sourceLocation: sourceLocation)
    #expect(error.description.contains(problem), "\(error)", sourceLocation: sourceLocation)
    #expect(error.category == .malformed, sourceLocation: sourceLocation)
  }

  static let images = ArchiveFixtures.idx(
    pictures: [[1, 2, 3, 4, 5, 6], [7, 8, 9, 10, 11, 12]], width: 3, height: 2)

  /// The pictures' file with other bytes from an offset on.
  static func images(_ bytes: [UInt8], at offset: Int) -> [UInt8] {
    var changed = images
    changed.replaceSubrange(offset..<offset + bytes.count, with: bytes)
    return changed
  }

  static let most = [UInt8](repeating: 255, count: 4)
  static let broken: [([UInt8], String)] = [
    (Array(images.dropLast()), "expected 28 bytes for 2 entries, found 27"),
    (images + [0], "expected 28 bytes for 2 entries, found 29"),
    (Array(images.prefix(15)), "expected a header of 16 bytes, found 15"),
    (images([9], at: 2), "(0 0 8 3), found 0 0 9 3"),
    (images([1], at: 3), "(0 0 8 3), found 0 0 8 1"),
    (images(most, at: 4), "for 4294967295 entries"),
    (images([0, 0, 0, 0], at: 4), "expected 16 bytes for 0 entries, found 28"),
    (images(most + most, at: 8), "1 to 4096 pixels a side, found 4294967295 × 4294967295"),
    (images([0, 0, 0, 0], at: 8), "found 3 × 0"),
  ]

  @Test(arguments: broken)
  func brokenPicturesOfMNIST(bytes: [UInt8], problem: String) throws {
    let folder = try TemporaryFolder()
    try ArchiveFixtures.writeMNIST(to: folder)
    try folder.write(bytes, to: "train-images-idx3-ubyte")
    try expect(problem, at: "/train-images-idx3-ubyte", in: folder)
  }

  static let brokenLabels: [([UInt8], String)] = [
    (ArchiveFixtures.idx(labels: [7]), "expected 2 labels, one for each picture, found 1"),
    ([0, 0, 8, 1, 0, 0, 0, 2, 7], "expected 10 bytes for 2 entries, found 9"),
    ([], "expected a header of 8 bytes, found 0"),
  ]

  @Test(arguments: brokenLabels)
  func brokenLabelsOfMNIST(bytes: [UInt8], problem: String) throws {
    let folder = try TemporaryFolder()
    try ArchiveFixtures.writeMNIST(to: folder)
    try folder.write(bytes, to: "train-labels-idx1-ubyte")
    try expect(problem, at: "/train-labels-idx1-ubyte", in: folder)
  }

  @Test func missingLabelsAreNamed() throws {
    let folder = try TemporaryFolder()
    try ArchiveFixtures.writeMNIST(to: folder)
    try FileManager.default.removeItem(atPath: folder.path + "/t10k-labels-idx1-ubyte")
    try expect("not t10k-labels-idx1-ubyte or t10k-labels-idx1-ubyte.gz", at: "", in: folder)
  }

  @Test func aTestClassWithoutTrainingIsAnError() throws {
    let folder = try TemporaryFolder()
    try ArchiveFixtures.writeMNIST(to: folder)
    try folder.write(ArchiveFixtures.idx(labels: [5]), to: "t10k-labels-idx1-ubyte")
    #expect(
      try failure(of: folder.path) == .classNotInTraining(path: folder.path, name: "5"))
  }

  @Test func aGzipFileCutAnywhereIsAnError() throws {
    let folder = try TemporaryFolder()
    try ArchiveFixtures.writeMNIST(to: folder)
    try ArchiveFixtures.run("gzip", ["train-images-idx3-ubyte"], in: folder)
    let name = "train-images-idx3-ubyte.gz"
    let whole = try InputFile.contents(of: folder.path + "/" + name)
    for count in 0..<whole.count {
      try folder.write(Array(whole[..<count]), to: name)
      try expect("the gzip file ends early", at: "/" + name, in: folder)
    }
    var changed = whole
    changed[whole.count - 6] ^= 1
    for bytes in [changed, whole + [1, 2, 3], Array("not gzip".utf8)] {
      try folder.write(bytes, to: name)
      try expect("expected a gzip file, found bytes that are none", at: "/" + name, in: folder)
    }
  }

  @Test func whatUnpacksToTooMuchIsRefused() throws {
    let folder = try TemporaryFolder()
    try folder.write([UInt8](repeating: 0, count: 3 << 20), to: "bomb")
    try ArchiveFixtures.run("gzip", ["bomb"], in: folder)
    let file = try InputFile(path: folder.path + "/bomb.gz")
    #expect(file.byteCount < 1 << 14)
    #expect(try GzipFile.unpack(file, limit: 3 << 20).count == 3 << 20)
    #expect(throws: DatasetError.self) { try GzipFile.unpack(file, limit: (3 << 20) - 1) }
  }

  @Test func severalGzipMembersAreOneFile() throws {
    let folder = try TemporaryFolder()
    try folder.write("one, ", to: "a")
    try folder.write("two", to: "b")
    try ArchiveFixtures.run("sh", ["-c", "gzip a b && cat a.gz b.gz > both.gz"], in: folder)
    let file = try InputFile(path: folder.path + "/both.gz")
    #expect(try GzipFile.unpack(file) == Array("one, two".utf8))
  }

  @Test func brokenRecordsAndLabelsOfCIFARAreNamed() throws {
    let folder = try TemporaryFolder()
    try ArchiveFixtures.writeCIFAR10(to: folder)
    let root = folder.path + "/cifar-10-batches-bin"
    let name = "cifar-10-batches-bin/data_batch_2.bin"
    let record = ArchiveFixtures.cifar([9], red: 1, green: 2, blue: 3)
    for bytes in [Array(record.dropLast()), record + [0], []] {
      try folder.write(bytes, to: name)
      try expect(
        "expected records of 3073 bytes, found \(bytes.count) bytes", at: "/" + name, in: folder,
        of: root)
    }
    try folder.write(record + [10] + record.dropFirst(), to: name)
    try expect(
      "expected labels of 0 to 9, found 10 at offset 3073", at: "/" + name, in: folder, of: root)
    try folder.write(record, to: name)
    for names in [
      "one\ntwo\n", ArchiveFixtures.tenNames.dropLast().joined(separator: "\n") + "\ncat",
    ] {
      try folder.write(names, to: "cifar-10-batches-bin/batches.meta.txt")
      try expect(
        "expected 10 different class names", at: "/cifar-10-batches-bin/batches.meta.txt",
        in: folder, of: root)
    }
  }

  @Test func aTarArchiveCutOrChangedIsAnError() throws {
    let folder = try TemporaryFolder()
    try ArchiveFixtures.writeCIFAR10(to: folder)
    try ArchiveFixtures.run("tar", ["-cf", "whole.tar", "cifar-10-batches-bin"], in: folder)
    let whole = try InputFile.contents(of: folder.path + "/whole.tar")
    for count in [0, 511, 512, 1000, 1536, 4000, 9000] {
      try folder.write(Array(whole[..<count]), to: "cut.tar")
      let error = try failure(of: folder.path + "/cut.tar")
      #expect("\(error)".hasPrefix("\(folder.path)/cut.tar: "), "\(count)")
    }
    // The size of the first file, behind the folder's header: eight gigabytes, with a checksum that fits.
    var claims = whole
    let size = 512 + 124
    let digits = Array("77777777777".utf8)
    let difference = zip(digits, whole[size..<size + 11]).reduce(0) { $0 + Int($1.0) - Int($1.1) }
    claims.replaceSubrange(size..<size + 11, with: digits)
    let sum = try #require(Int(String(decoding: whole[660..<666], as: UTF8.self), radix: 8))
    let checksum = String(sum + difference, radix: 8)
    claims.replaceSubrange(
      660..<666, with: Array((String(repeating: "0", count: 6 - checksum.count) + checksum).utf8))
    try folder.write(claims, to: "claims.tar")
    try expect(
      "a member claims 8589934591 bytes at offset 1024", at: "/claims.tar", in: folder,
      of: folder.path + "/claims.tar")
    claims[size] ^= 1
    try folder.write(claims, to: "claims.tar")
    try expect(
      "expected a tar header at offset 512", at: "/claims.tar", in: folder,
      of: folder.path + "/claims.tar")
  }

  @Test(arguments: ["train-images-idx3-ubyte", "train-images-idx3-ubyte.gz", "data_batch_1.bin"])
  func oneFileOfSeveralSaysToGiveTheFolder(name: String) throws {
    let folder = try TemporaryFolder([name])
    try expect(
      "give the folder that holds all of them", at: "/" + name, in: folder,
      of: folder.path + "/" + name)
  }

  @Test func aTarArchiveOfOtherThingsSaysWhatToDo() throws {
    let folder = try TemporaryFolder(["photos/cat/1.jpg"])
    try ArchiveFixtures.run("tar", ["-czf", "photos.tar.gz", "photos"], in: folder)
    try expect(
      "unpack it and give the folder", at: "/photos.tar.gz", in: folder,
      of: folder.path + "/photos.tar.gz")
  }
}
