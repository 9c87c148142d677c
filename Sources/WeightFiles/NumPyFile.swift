import Files
import Tensors

/// NumPy's format for one array, `.npy`: version 1.0, little-endian, C order.
///
/// The file appears whole with ``commit()`` or not at all.
/// - Source: NumPy Enhancement Proposal 1, and the documentation of `numpy.lib.format`.
public struct NumPyFile {
  private let file: AtomicFile
  private let expectedByteCount: Int
  private var writtenByteCount = 0

  /// Magic and header together end at a multiple of this.
  static let alignment = 64

  /// Begins an array of `float32`.
  /// - Throws: `FileError.cannotWrite`.
  public init(path: String, shape: Shape) throws(FileError) {
    file = try AtomicFile(path: path)
    expectedByteCount = shape.elementCount * ElementType.float32.byteCount
    try file.write(Self.header(of: shape))
  }

  /// - Parameter piece: The next elements, `float32`. Its own shape is of no matter.
  /// - Throws: `FileError.cannotWrite`.
  /// - Precondition: The array has room for them.
  public mutating func append(_ piece: Tensor) throws(FileError) {
    precondition(piece.elementType == .float32, "a \(piece.elementType) tensor is not float32")
    writtenByteCount += piece.byteCount
    precondition(writtenByteCount <= expectedByteCount, "no more elements than the shape has")
    // Tensors are little-endian, as every machine that Graft runs on.
    try piece.withUnsafeBytes { (bytes) throws(FileError) in try file.write(bytes) }
  }

  /// - Throws: `FileError.cannotWrite`.
  /// - Precondition: Every element has been written.
  public func commit() throws(FileError) {
    precondition(writtenByteCount == expectedByteCount, "as many elements as the shape has")
    try file.commit()
  }

  /// Writes a `float32` tensor.
  /// - Throws: `FileError.cannotWrite`.
  public static func write(_ tensor: Tensor, to path: String) throws(FileError) {
    var file = try NumPyFile(path: path, shape: tensor.shape)
    try file.append(tensor)
    try file.commit()
  }

  /// `\x93NUMPY`, the version, the length of the text, the text: a Python dictionary, padded with
  /// blanks and ended by a line break.
  static func header(of shape: Shape) -> [UInt8] {
    let extents = shape.dimensions.map(String.init).joined(separator: ", ")
    // Python writes a tuple of one as (3,).
    let tuple = shape.rank == 1 ? "(\(extents),)" : "(\(extents))"
    let text = "{'descr': '<f4', 'fortran_order': False, 'shape': \(tuple), }"
    let magic: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]
    let unpadded = magic.count + 2 + text.utf8.count + 1
    let padding = (alignment - unpadded % alignment) % alignment
    let length = text.utf8.count + padding + 1
    precondition(length <= Int(UInt16.max), "version 1.0 holds shapes of a thousand axes and more")
    return magic + [UInt8(length & 0xFF), UInt8(length >> 8)] + Array(text.utf8)
      + [UInt8](repeating: UInt8(ascii: " "), count: padding) + [UInt8(ascii: "\n")]
  }
}
