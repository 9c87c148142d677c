import Crypto
import Files

extension FeatureSet {
  /// Stores the features of some items; about 64 MiB at a time are written fastest.
  ///
  /// Keys that are present already are passed over. What is over 64 MiB goes into several segments,
  /// of which those that were finished stay when a later one fails.
  /// - Parameters:
  ///   - keys: Any number.
  ///   - rows: `[keys, elements]`, exactly.
  /// - Throws: ``FeatureCacheError/limitReached(path:limit:needed:)``,
  ///   ``FeatureCacheError/diskFull(path:)`` or ``FeatureCacheError/file(_:)``. What was stored
  ///   before stays valid in each case, and the caller may go on without storing.
  public func append(
    keys: [FeatureKey], rows: UnsafeRawBufferPointer
  ) throws(FeatureCacheError) {
    precondition(
      rows.count == keys.count * layout.rowByteCount,
      "\(rows.count) bytes for \(keys.count) rows of \(layout.rowByteCount)")
    var fresh = positionsOfNewKeys(keys)[...]
    let rowsPerSegment = min(
      SegmentLayout.maximumRowCount,
      max(1, cache.segmentByteCount / (FeatureKey.byteCount + layout.storedRowByteCount)))
    while !fresh.isEmpty {
      try writeSegment(fresh.prefix(rowsPerSegment), keys, rows)
      fresh = fresh.dropFirst(rowsPerSegment)
    }
  }

  private func positionsOfNewKeys(_ keys: [FeatureKey]) -> [Int] {
    var seen: Set<FeatureKey> = []
    return index.withLock { index in
      keys.indices.filter { index[keys[$0]] == nil && seen.insert(keys[$0]).inserted }
    }
  }

  private func writeSegment(
    _ positions: ArraySlice<Int>, _ keys: [FeatureKey], _ rows: UnsafeRawBufferPointer
  ) throws(FeatureCacheError) {
    let segmentKeys = positions.map { keys[$0] }
    let evicted = try cache.makeRoom(
      for: layout.byteCount(rowCount: segmentKeys.count), writer: self)
    index.withLock { $0.drop(names: evicted) }

    let name = SegmentFile.newName()
    do throws(FileError) {
      // The user may have removed the folder; whoever else would is kept off by the lock.
      try folder.create()
      let file = try AtomicFile(path: path(ofSegment: name))
      try file.write(headerAndTable(of: segmentKeys))
      for position in positions {
        // Sound: the rows have one for every key, as was checked at the entrance.
        let start = position * layout.rowByteCount
        let row = UnsafeRawBufferPointer(rebasing: rows[start..<start + layout.rowByteCount])
        try file.write(Array(SegmentLayout.checksum(key: keys[position], row: row)))
        try file.write(row)
      }
      try file.commit()
    } catch { throw .storing(error) }
    try folder.write(description)
    index.withLock { $0.insert(segmentKeys, of: name, touched: SegmentFile.now()) }
  }

  private func headerAndTable(of keys: [FeatureKey]) -> [UInt8] {
    let header = layout.header(rowCount: keys.count)
    var table = [UInt8](repeating: 0, count: keys.count * FeatureKey.byteCount)
    table.withUnsafeMutableBytes { bytes in
      for (row, key) in keys.enumerated() {
        // Sound: the table has the size of all keys.
        key.write(
          to: UnsafeMutableRawBufferPointer(rebasing: bytes[(row * FeatureKey.byteCount)...]))
      }
    }
    var hash = SHA256()
    hash.update(data: header)
    hash.update(data: table)
    return header + hash.finalize() + table
  }
}
