import Files
import Foundation
import Tensors
import Testing

@testable import WeightFiles

@Suite("NumPy files")
struct NumPyFileTests {
  /// What `numpy.save` of version 2 writes for `numpy.float32([[1, -2, 0.5], [3, 4, 5]])`.
  @Test("are the bytes that numpy.save writes")
  func bytes() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/a.npy"
    try NumPyFile.write(Tensor([1, -2, 0.5, 3, 4, 5], shape: [2, 3]), to: path)
    let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }"
    var expected: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0, 0x76, 0]
    expected += Array(header.utf8)
    expected += [UInt8](repeating: 0x20, count: 128 - expected.count - 1) + [0x0A]
    for bits: [UInt8] in [
      [0, 0, 0x80, 0x3F], [0, 0, 0, 0xC0], [0, 0, 0, 0x3F], [0, 0, 0x40, 0x40], [0, 0, 0x80, 0x40],
      [0, 0, 0xA0, 0x40],
    ] { expected += bits }
    #expect(try InputFile.contents(of: path) == expected)
  }

  @Test(
    "have shapes as Python writes tuples",
    arguments: [
      ([], "()"), ([7], "(7,)"), ([2, 3], "(2, 3)"), ([0, 1280], "(0, 1280)"),
    ] as [([Int], String)])
  func shapes(dimensions: [Int], tuple: String) throws {
    let header = NumPyFile.header(of: Shape(dimensions))
    #expect(header.count % 64 == 0)
    #expect(String(decoding: header.dropFirst(10), as: UTF8.self).contains("'shape': \(tuple), }"))
  }

  @Test("can be written piece by piece, and appear only once they are whole")
  func pieces() throws {
    let folder = try TemporaryFolder()
    let whole = folder.path + "/whole.npy"
    let pieces = folder.path + "/pieces.npy"
    try NumPyFile.write(Tensor([1, 2, 3, 4], shape: [4, 1]), to: whole)
    var file = try NumPyFile(path: pieces, shape: [4, 1])
    try file.append(Tensor([1], shape: [1]))
    try file.append(Tensor([2, 3, 4], shape: [3, 1]))
    #expect(!FileManager.default.fileExists(atPath: pieces))
    try file.commit()
    #expect(try InputFile.contents(of: pieces) == InputFile.contents(of: whole))
  }

  @Test("say where they cannot be written")
  func noFolder() throws {
    let folder = try TemporaryFolder()
    #expect(throws: FileError.self) {
      try NumPyFile.write(Tensor([1], shape: [1]), to: folder.path + "/none/a.npy")
    }
  }
}
