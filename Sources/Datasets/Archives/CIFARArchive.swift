/// CIFAR-10's and CIFAR-100's binary version: records of a label, or a coarse and a fine one, and 32 × 32 pixels.
///
/// Of CIFAR-100 the fine labels are the classes.
/// - Source: A. Krizhevsky, "Learning multiple layers of features from tiny images", 2009, and the data's page.
struct CIFARArchive {
  private let files: [(name: String, split: SplitFolder)]
  private let namesFile: String
  private let labelByteCount: Int
  private let classCount: Int

  private static let ten = CIFARArchive(
    files: (1...5).map { ("data_batch_\($0).bin", .training) } + [("test_batch.bin", .test)],
    namesFile: "batches.meta.txt", labelByteCount: 1, classCount: 10)
  private static let hundred = CIFARArchive(
    files: [("train.bin", .training), ("test.bin", .test)], namesFile: "fine_label_names.txt",
    labelByteCount: 2, classCount: 100)
  private static let maximumNamesByteCount = 1 << 16

  /// - Returns: `nil` if neither is there. Files called `train.bin` are CIFAR-100 only beside its class names.
  static func found(in members: ArchiveMembers) -> CIFARArchive? {
    if ten.files.contains(where: { members.has($0.name) }) { return ten }
    let isHundred =
      members.has(hundred.namesFile) && hundred.files.contains { members.has($0.name) }
    return isHundred ? hundred : nil
  }

  /// - Returns: The parts that are there, and the classes' names, or digits where the names' file is not there.
  /// - Throws: ``DatasetError/archive(path:problem:)``, ``DatasetError/file(_:)``.
  func read(
    _ members: ArchiveMembers
  ) throws(DatasetError) -> (parts: [ArchivePart], names: [String]) {
    let layout = PictureLayout(
      headerByteCount: 0, labelByteCount: labelByteCount, width: 32, height: 32, planeCount: 3)
    var parts: [ArchivePart] = []
    for part in files {
      guard let file = try members.file(part.name) else { continue }
      let count = file.byteCount / layout.recordByteCount
      guard count > 0, file.byteCount == count * layout.recordByteCount else {
        throw file.broken(
          "expected records of \(layout.recordByteCount) bytes, found \(file.byteCount) bytes")
      }
      let pictures = PictureArchive(name: part.name, file: file, layout: layout, count: count)
      parts.append(
        ArchivePart(split: part.split, pictures: pictures, labels: try labels(of: pictures)))
    }
    return (parts, try names(in: members))
  }

  private func labels(of pictures: PictureArchive) throws(DatasetError) -> [UInt8] {
    var labels: [UInt8] = []
    for index in 0..<pictures.count {
      // The last of a record's labels is the fine one.
      let place = pictures.layout.offset(of: index) - 1
      let label = try pictures.file.read(at: place, count: 1)[0]
      guard label < classCount else {
        throw pictures.file.broken(
          "expected labels of 0 to \(classCount - 1), found \(label) at offset \(place)")
      }
      labels.append(label)
    }
    return labels
  }

  private func names(in members: ArchiveMembers) throws(DatasetError) -> [String] {
    guard let file = try members.file(namesFile) else { return (0..<classCount).map { "\($0)" } }
    guard file.byteCount <= Self.maximumNamesByteCount,
      let text = String(validating: try file.read(at: 0, count: file.byteCount), as: UTF8.self)
    else { throw file.broken("expected a short text with a class name a line") }
    let names = text.split(whereSeparator: \.isNewline).map {
      String($0.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }.filter { !$0.isEmpty }
    guard names.count == classCount, Set(names).count == classCount else {
      throw file.broken(
        "expected \(classCount) different class names, found \(Set(names).count) in "
          + "\(names.count) lines")
    }
    return names
  }
}
