import Crypto

/// How listings lie in a file: fields that end with a zero byte, which no name holds, behind a SHA-256 of them.
///
/// Of each folder its path below the root, its stamp (device, inode, modified, changed), the number of ignored
/// entries, of files and of folders, then their names.
enum ListingFile {
  private static let magic = Array("graft listing 1\n".utf8)
  private static let digestByteCount = 32

  static func bytes(of listings: [String: FolderListing]) -> [UInt8] {
    var fields: [UInt8] = []
    func append(_ field: String) {
      fields += field.utf8
      fields.append(0)
    }
    for (path, listing) in listings.sorted(by: { ByteOrder.precedes($0.key, $1.key) }) {
      append(path)
      let stamp = listing.stamp
      append("\(stamp.device)")
      append("\(stamp.inode)")
      append("\(stamp.modified)")
      append("\(stamp.changed)")
      append("\(listing.ignoredCount)")
      append("\(listing.files.count)")
      append("\(listing.folders.count)")
      for name in listing.files + listing.folders { append(name) }
    }
    return magic + Array(SHA256.hash(data: fields)) + fields
  }

  /// - Returns: `nil` for anything but what ``bytes(of:)`` gave.
  static func listings(in bytes: [UInt8]) -> [String: FolderListing]? {
    let start = magic.count + digestByteCount
    guard bytes.count >= start, bytes.starts(with: magic),
      SHA256.hash(data: bytes[start...]).elementsEqual(bytes[magic.count..<start])
    else { return nil }
    var reader = Fields(bytes, from: start)
    var listings: [String: FolderListing] = [:]
    while !reader.isAtEnd {
      guard let path = reader.next(), let device = reader.number(UInt64.self),
        let inode = reader.number(UInt64.self), let modified = reader.number(Int64.self),
        let changed = reader.number(Int64.self), let ignored = reader.number(Int.self),
        let files = reader.number(Int.self), let folders = reader.number(Int.self),
        let fileNames = reader.names(files), let folderNames = reader.names(folders)
      else { return nil }
      listings[path] = FolderListing(
        stamp: FolderStamp(device: device, inode: inode, modified: modified, changed: changed),
        files: fileNames, folders: folderNames, ignoredCount: ignored)
    }
    return listings
  }

  private struct Fields {
    private let bytes: [UInt8]
    private var position: Int

    init(_ bytes: [UInt8], from position: Int) {
      self.bytes = bytes
      self.position = position
    }

    var isAtEnd: Bool { position == bytes.count }

    mutating func next() -> String? {
      guard let end = bytes[position...].firstIndex(of: 0) else { return nil }
      defer { position = end + 1 }
      return String(decoding: bytes[position..<end], as: UTF8.self)
    }

    mutating func number<Number: FixedWidthInteger>(_: Number.Type) -> Number? {
      next().flatMap { Number($0) }
    }

    mutating func names(_ count: Int) -> [String]? {
      // Every name takes a byte at least, so that a wrong count takes no memory.
      guard (0...bytes.count - position).contains(count) else { return nil }
      var names: [String] = []
      names.reserveCapacity(count)
      for _ in 0..<count {
        guard let name = next() else { return nil }
        names.append(name)
      }
      return names
    }
  }
}
