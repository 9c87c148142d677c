/// MNIST's files, and those of the data sets that took its form (Fashion-MNIST, KMNIST): pictures of one byte a
/// pixel in one file, their labels in another.
///
/// - Source: Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits", file formats.
enum IDXArchive {
  private static let parts: [(name: String, split: SplitFolder)] = [
    ("train", .training), ("t10k", .test),
  ]
  /// As the authors name them, and as some mirrors do.
  private static let separators = ["-", "."]
  /// Of both sides; a few bytes must not ask for gigabytes.
  static let maximumSide = 4096

  static func isIn(_ members: ArchiveMembers) -> Bool {
    parts.contains { part in
      separators.contains { members.has("\(part.name)-images\($0)idx3-ubyte") }
    }
  }

  /// - Returns: The parts, and digits for names: the files have none.
  /// - Throws: ``DatasetError/archive(path:problem:)``, ``DatasetError/file(_:)``.
  static func read(
    _ members: ArchiveMembers
  ) throws(DatasetError) -> (parts: [ArchivePart], names: [String]) {
    var found: [ArchivePart] = []
    for part in parts {
      for separator in separators {
        let name = "\(part.name)-images\(separator)idx3-ubyte"
        guard let images = try members.file(name) else { continue }
        let labelsName = "\(part.name)-labels\(separator)idx1-ubyte"
        guard let labels = try members.file(labelsName) else {
          throw .archive(
            path: members.path, problem: "has \(name) but not \(labelsName) or \(labelsName).gz")
        }
        let pictures = try pictures(in: images, name: name)
        found.append(
          ArchivePart(
            split: part.split, pictures: pictures,
            labels: try self.labels(in: labels, count: pictures.count)))
        break
      }
    }
    return (found, (0...255).map { "\($0)" })
  }

  private static func pictures(
    in file: ArchiveFile, name: String
  ) throws(DatasetError) -> PictureArchive {
    let sizes = try sizes(in: file, dimensions: 3)
    let layout = PictureLayout(
      headerByteCount: 16, labelByteCount: 0, width: sizes[2], height: sizes[1], planeCount: 1)
    guard (1...maximumSide).contains(layout.width), (1...maximumSide).contains(layout.height) else {
      throw file.broken(
        "expected pictures of 1 to \(maximumSide) pixels a side, found "
          + "\(layout.width) × \(layout.height)")
    }
    try require(file, holds: sizes[0], of: layout.pixelByteCount, behind: 16)
    return PictureArchive(name: name, file: file, layout: layout, count: sizes[0])
  }

  private static func labels(in file: ArchiveFile, count: Int) throws(DatasetError) -> [UInt8] {
    let sizes = try sizes(in: file, dimensions: 1)
    guard sizes[0] == count else {
      throw file.broken("expected \(count) labels, one for each picture, found \(sizes[0])")
    }
    try require(file, holds: count, of: 1, behind: 8)
    return try file.read(at: 8, count: count)
  }

  /// Two zeros, 8 for unsigned bytes, the number of dimensions, then each as 4 bytes, the largest first.
  private static func sizes(
    in file: ArchiveFile, dimensions: Int
  ) throws(DatasetError) -> [Int] {
    let byteCount = 4 + 4 * dimensions
    guard file.byteCount >= byteCount else {
      throw file.broken("expected a header of \(byteCount) bytes, found \(file.byteCount)")
    }
    let header = try file.read(at: 0, count: byteCount)
    guard header[..<4] == [0, 0, 8, UInt8(dimensions)] else {
      throw file.broken(
        "expected an IDX file of unsigned bytes in \(dimensions) dimensions (0 0 8 \(dimensions)), "
          + "found \(header[..<4].map { "\($0)" }.joined(separator: " "))")
    }
    return stride(from: 4, to: byteCount, by: 4).map { start in
      header[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
    }
  }

  /// Sizes of 32 bits and sides of at most 4096: the product fits 64 bits.
  private static func require(
    _ file: ArchiveFile, holds count: Int, of byteCount: Int, behind header: Int
  ) throws(DatasetError) {
    guard file.byteCount == header + count * byteCount else {
      throw file.broken(
        "expected \(header + count * byteCount) bytes for \(count) entries, found "
          + "\(file.byteCount)")
    }
  }
}
