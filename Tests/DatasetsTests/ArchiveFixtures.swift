import Foundation
import Testing

/// Bytes as the archives' authors describe them.
enum ArchiveFixtures {
  static func number(_ value: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  /// - Parameter pictures: Each `height · width` bytes.
  static func idx(pictures: [[UInt8]], width: Int, height: Int) -> [UInt8] {
    [0, 0, 8, 3] + [pictures.count, height, width].flatMap(number) + pictures.flatMap { $0 }
  }

  static func idx(labels: [UInt8]) -> [UInt8] { [0, 0, 8, 1] + number(labels.count) + labels }

  /// One channel after the other, each of one value everywhere but in its first pixel.
  static func cifar(_ labels: [UInt8], red: UInt8, green: UInt8, blue: UInt8) -> [UInt8] {
    labels + [red, green, blue].flatMap { [1] + [UInt8](repeating: $0, count: 1023) }
  }

  /// Two training pictures of 3 × 2, labelled 7 and 0, and one to test.
  static func writeMNIST(to folder: TemporaryFolder) throws {
    try folder.write(
      idx(pictures: [[1, 2, 3, 4, 5, 6], [7, 8, 9, 10, 11, 12]], width: 3, height: 2),
      to: "train-images-idx3-ubyte")
    try folder.write(idx(labels: [7, 0]), to: "train-labels-idx1-ubyte")
    try folder.write(
      idx(pictures: [[13, 14, 15, 16, 17, 18]], width: 3, height: 2),
      to: "t10k-images-idx3-ubyte")
    try folder.write(idx(labels: [7]), to: "t10k-labels-idx1-ubyte")
  }

  static let tenNames = [
    "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
  ]

  static func writeCIFAR10(to folder: TemporaryFolder) throws {
    try folder.write(
      cifar([9], red: 10, green: 20, blue: 30) + cifar([3], red: 40, green: 50, blue: 60),
      to: "cifar-10-batches-bin/data_batch_1.bin")
    try folder.write(
      cifar([9], red: 70, green: 80, blue: 90), to: "cifar-10-batches-bin/data_batch_2.bin")
    try folder.write(
      cifar([3], red: 15, green: 25, blue: 35), to: "cifar-10-batches-bin/test_batch.bin")
    try folder.write(
      tenNames.joined(separator: "\n") + "\n\n", to: "cifar-10-batches-bin/batches.meta.txt")
  }

  /// Runs a program of the distribution in a folder.
  static func run(_ program: String, _ arguments: [String], in folder: TemporaryFolder) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
  }
}

extension TemporaryFolder {
  func write(_ bytes: [UInt8], to name: String) throws { try write(Data(bytes), to: name) }
}
