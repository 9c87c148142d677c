import Foundation
import Glibc

/// A web server on this machine that answers as a test tells it to.
///
/// `@unchecked Sendable`: ``requests`` is touched only under ``lock``; the rest does not change.
final class LoopbackServer: @unchecked Sendable {
  struct Request: Sendable {
    let method: String
    let path: String
    /// Names in lower case.
    let headers: [String: String]
  }

  struct Response: Sendable {
    var status = 200
    var headers: [String: String] = [:]
    var body: [UInt8] = []
    /// How many bytes of the body are sent before the connection is closed.
    var cutAfter: Int?
    /// How long the connection stays open behind the last byte.
    var holdSeconds: UInt32 = 0
  }

  let port: UInt16
  private let descriptor: Int32
  private let answer: @Sendable (Request) -> Response
  private let lock = NSLock()
  private var seen: [Request] = []

  struct CannotListen: Error {
    let code: Int32
  }

  init(answer: @escaping @Sendable (Request) -> Response) throws {
    self.answer = answer
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = descriptor
    let code = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(descriptor, address, length) == 0 && listen(descriptor, 16) == 0
          && getsockname(descriptor, address, &length) == 0 ? 0 : errno
      }
    }
    port = UInt16(bigEndian: address.sin_port)
    guard code == 0 else { throw CannotListen(code: code) }
    Thread.detachNewThread { [self] in serve() }
  }

  var address: String { "http://127.0.0.1:\(port)" }

  var requests: [Request] { lock.withLock { seen } }

  func stop() {
    shutdown(descriptor, Int32(SHUT_RDWR))
  }

  private func serve() {
    while true {
      let connection = accept(descriptor, nil, nil)
      guard connection >= 0 else { break }
      if let request = Self.read(from: connection) {
        lock.withLock { seen.append(request) }
        let response = answer(request)
        Self.write(response, to: connection)
        sleep(response.holdSeconds)
      }
      close(connection)
    }
    close(descriptor)
  }

  private static func read(from connection: Int32) -> Request? {
    var text = ""
    var buffer = [UInt8](repeating: 0, count: 4096)
    while !text.hasSuffix("\r\n\r\n") {
      let count = recv(connection, &buffer, buffer.count, 0)
      guard count > 0 else { return nil }
      text += String(decoding: buffer[..<count], as: UTF8.self)
    }
    let lines = text.components(separatedBy: "\r\n")
    let words = lines[0].split(separator: " ").map(String.init)
    guard words.count == 3 else { return nil }
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      headers[line[..<colon].lowercased()] = line[line.index(after: colon)...]
        .trimmingCharacters(in: .whitespaces)
    }
    return Request(method: words[0], path: words[1], headers: headers)
  }

  private static func write(_ response: Response, to connection: Int32) {
    var head = "HTTP/1.1 \(response.status) Test\r\nConnection: close\r\n"
    if response.headers["Content-Length"] == nil {
      head += "Content-Length: \(response.body.count)\r\n"
    }
    for (name, value) in response.headers where !value.isEmpty { head += "\(name): \(value)\r\n" }
    let bytes =
      Array((head + "\r\n").utf8) + response.body.prefix(response.cutAfter ?? response.body.count)
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        let rest = UnsafeRawBufferPointer(rebasing: buffer[done...])
        return send(connection, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return }
      done += count
    }
  }
}
