import Files
import Glibc

/// A row to fetch, and where it belongs.
private struct RowRequest {
  let segment: Int
  let row: Int
  let position: Int
}

extension FeatureSet {
  private static let chunkByteCount = 1 << 20

  /// Fills a matrix with the features of some items.
  ///
  /// Every row is checked against its checksum before it is handed over. A segment with a damaged
  /// row is removed, and all its rows are missing from then on.
  /// - Parameters:
  ///   - keys: In any order; fastest in the order in which they were appended.
  ///   - buffer: `[keys, elements]`, exactly. Rows that are not found stay as they are.
  /// - Returns: For each key whether its row was found.
  public func read(_ keys: [FeatureKey], into buffer: UnsafeMutableRawBufferPointer) -> [Bool] {
    precondition(
      buffer.count == keys.count * layout.rowByteCount,
      "\(buffer.count) bytes for \(keys.count) rows of \(layout.rowByteCount)")
    var requests = requests(for: keys)
    requests.sort { ($0.segment, $0.row) < ($1.segment, $1.row) }
    markAsUsed(Set(requests.map(\.segment)))

    var found = [Bool](repeating: false, count: keys.count)
    var rest = requests[...]
    while let segment = rest.first?.segment {
      let part = rest.prefix { $0.segment == segment }
      rest = rest.dropFirst(part.count)
      readSegment(segment, part, keys, into: buffer, found: &found)
    }
    return found
  }

  private func requests(for keys: [FeatureKey]) -> [RowRequest] {
    index.withLock { index in
      keys.enumerated().compactMap { position, key in
        index[key].map {
          RowRequest(segment: Int($0.segment), row: Int($0.row), position: position)
        }
      }
    }
  }

  private func readSegment(
    _ number: Int, _ requests: ArraySlice<RowRequest>, _ keys: [FeatureKey],
    into buffer: UnsafeMutableRawBufferPointer, found: inout [Bool]
  ) {
    let segment = index.withLock { $0.segments[number] }
    let path = path(ofSegment: segment.name)
    let file: InputFile
    do throws(FileError) {
      file = try InputFile(path: path)
    } catch {
      // Evicted, or for the moment not to be opened: missing, but no damage.
      if case .missing = error { index.withLock { $0.drop(number, damaged: false) } }
      return
    }
    var rest = requests
    while !rest.isEmpty {
      let chunk = chunk(of: rest)
      rest = rest.dropFirst(chunk.count)
      let isSound = readChunk(
        chunk, of: file, rowCount: segment.rowCount, keys, into: buffer, found: &found)
      guard isSound else {
        unlink(path)
        index.withLock { $0.drop(number, damaged: true) }
        return
      }
    }
  }

  /// The first requests whose rows lie side by side, up to a mebibyte of them: one read.
  private func chunk(of requests: ArraySlice<RowRequest>) -> ArraySlice<RowRequest> {
    let maximumRows = max(1, Self.chunkByteCount / layout.storedRowByteCount)
    var end = requests.startIndex + 1
    while end < requests.endIndex, requests[end].row - requests[end - 1].row <= 1,
      requests[end].row - requests[requests.startIndex].row < maximumRows
    {
      end += 1
    }
    return requests[requests.startIndex..<end]
  }

  /// - Returns: Whether all rows were sound; those before the first that is not are handed over.
  private func readChunk(
    _ requests: ArraySlice<RowRequest>, of file: InputFile, rowCount: Int, _ keys: [FeatureKey],
    into buffer: UnsafeMutableRawBufferPointer, found: inout [Bool]
  ) -> Bool {
    guard let first = requests.first, let last = requests.last else { return true }
    let stride = layout.storedRowByteCount
    let byteCount = (last.row - first.row + 1) * stride
    return withUnsafeTemporaryAllocation(byteCount: byteCount, alignment: 16) { chunk in
      let offset = layout.offset(ofRow: first.row, rowCount: rowCount)
      guard (try? file.read(into: chunk, at: offset)) != nil else { return false }
      for request in requests {
        // Sound: the chunk holds the rows from the first request's to the last's, whole.
        let start = (request.row - first.row) * stride
        let checksum = chunk[start..<start + SegmentLayout.checksumByteCount]
        let row = UnsafeRawBufferPointer(
          rebasing: chunk[start + SegmentLayout.checksumByteCount..<start + stride])
        let expected = SegmentLayout.checksum(key: keys[request.position], row: row)
        guard checksum.elementsEqual(expected) else { return false }
        // Sound: the buffer has a row for every key, as was checked at the entrance.
        let target = request.position * layout.rowByteCount
        UnsafeMutableRawBufferPointer(rebasing: buffer[target..<target + layout.rowByteCount])
          .copyMemory(from: row)
        found[request.position] = true
      }
      return true
    }
  }
}
