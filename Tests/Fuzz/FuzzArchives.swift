// Feeds the readers of MNIST's, CIFAR's, gzip's and tar's files bytes that nobody wrote on purpose. Built and run by
// `run-archives.sh`.
//
// The first byte says what the rest is. What is accepted is read to its last picture.

import Glibc

private let folder = "files"
private let names = [
  "cut.tar", "cut.tar.gz", "train-images-idx3-ubyte", "train-labels-idx1-ubyte",
  "train-images-idx3-ubyte.gz", "data_batch_1.bin", "batches.meta.txt",
]
private let images: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 1, 5, 6, 7, 8]
private let labels: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 2, 0, 1]
private let record = [UInt8](repeating: 1, count: 3073)

private func write(_ bytes: [UInt8], to name: String) {
  let descriptor = open(folder + "/" + name, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
  guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count, close(descriptor) == 0 else {
    fatalError("cannot write in the work folder")
  }
}

private func readAll(_ parts: [ArchivePart], _ names: [String]) {
  for part in parts {
    precondition(part.labels.count == part.pictures.count)
    precondition(part.labels.allSatisfy { Int($0) < names.count })
    for index in [0, part.pictures.count - 1] where index >= 0 {
      let layout = part.pictures.layout
      guard let pixels = try? part.pictures.pixels(of: index) else {
        fatalError("an accepted archive holds its pictures")
      }
      precondition(pixels.count == layout.width * layout.height * 3)
    }
  }
}

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzArchives(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  guard let first = bytes.first else { return 0 }
  let name = names[Int(first) % names.count]
  mkdir(folder, 0o700)
  for other in names { unlink(folder + "/" + other) }
  if name.contains("idx") {
    write(images, to: "train-images-idx3-ubyte")
    write(labels, to: "train-labels-idx1-ubyte")
    if name.hasSuffix(".gz") { unlink(folder + "/train-images-idx3-ubyte") }
  } else {
    write(record, to: "data_batch_1.bin")
  }
  write(Array(bytes.dropFirst()), to: name)
  let isTar = ArchiveMembers.isTar(name)
  guard
    let members = isTar
      ? try? ArchiveMembers(tar: folder + "/" + name) : ArchiveMembers(folder: folder)
  else { return 0 }
  if let read = try? CIFARArchive.found(in: members)?.read(members) {
    readAll(read.parts, read.names)
  }
  if let read = try? IDXArchive.read(members) { readAll(read.parts, read.names) }
  return 0
}
