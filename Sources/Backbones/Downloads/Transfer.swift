import Files
import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// One request and its answer, written as it comes.
///
/// `@unchecked Sendable`: ``state`` is touched only under ``lock``; the session calls its delegate
/// on one serial queue, so pieces are written in order.
final class Transfer: NSObject, URLSessionDataDelegate, @unchecked Sendable {
  private struct State {
    var continuation: CheckedContinuation<Void, any Error>?
    var task: URLSessionDataTask?
    var isCancelled = false
    var totalByteCount: Int?
    /// What ended the transfer from our side.
    var failure: (any Error)?
  }

  private let download: Download
  private let partial: PartialFile
  private let progress: @Sendable (Download.Progress) -> Void
  private let lock = NSLock()
  private var state = State()

  init(
    download: Download, partial: PartialFile,
    progress: @escaping @Sendable (Download.Progress) -> Void
  ) {
    self.download = download
    self.partial = partial
    self.progress = progress
  }

  func run(_ request: URLRequest) async throws {
    let configuration = URLSessionConfiguration.ephemeral
    configuration.urlCache = nil
    configuration.httpShouldSetCookies = false
    configuration.timeoutIntervalForRequest = download.timeoutSeconds
    let session = URLSession(configuration: configuration, delegate: self, delegateQueue: nil)
    defer { session.finishTasksAndInvalidate() }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let task = session.dataTask(with: request)
        let isCancelled = lock.withLock {
          state.continuation = continuation
          state.task = task
          return state.isCancelled
        }
        task.resume()
        if isCancelled { task.cancel() }
      }
    } onCancel: {
      let task = lock.withLock {
        state.isCancelled = true
        return state.task
      }
      task?.cancel()
    }
  }

  // MARK: What the session reports

  func urlSession(
    _ session: URLSession, task: URLSessionTask,
    willPerformHTTPRedirection response: HTTPURLResponse, newRequest request: URLRequest,
    completionHandler: @escaping (URLRequest?) -> Void
  ) {
    guard let from = response.url, let to = request.url, Self.mayFollow(from: from, to: to) else {
      stop(
        task,
        because: BackboneError.insecureRedirect(
          from: response.url?.absoluteString ?? download.address,
          to: request.url?.absoluteString ?? "nowhere"))
      completionHandler(nil)
      return
    }
    completionHandler(request)
  }

  /// From https only to https, from http to either.
  static func mayFollow(from: URL, to: URL) -> Bool {
    let target = to.scheme?.lowercased()
    return target == "https" || (target == "http" && from.scheme?.lowercased() == "http")
  }

  func urlSession(
    _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
    completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
  ) {
    do {
      guard let answer = response as? HTTPURLResponse else {
        throw BackboneError.unsupportedAddress(download.address)
      }
      try begin(answer)
      completionHandler(.allow)
    } catch {
      stop(dataTask, because: error)
      completionHandler(.cancel)
    }
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    guard lock.withLock({ state.failure == nil }) else { return }
    do {
      guard partial.byteCount + data.count <= download.largestByteCount else { throw tooLarge }
      try partial.append(data)
      let total = lock.withLock { state.totalByteCount }
      progress(
        Download.Progress(receivedByteCount: partial.byteCount, totalByteCount: total))
    } catch {
      // A full disk, or a server that does not end: nothing of it is worth keeping.
      partial.discard()
      stop(dataTask, because: error)
    }
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?
  ) {
    let (continuation, state) = lock.withLock {
      defer { self.state.continuation = nil }
      return (self.state.continuation, self.state)
    }
    if let failure = state.failure {
      continuation?.resume(throwing: failure)
    } else if state.isCancelled {
      continuation?.resume(throwing: CancellationError())
    } else if let error {
      continuation?.resume(throwing: cut(error.localizedDescription, total: state.totalByteCount))
    } else if let total = state.totalByteCount, partial.byteCount < total {
      continuation?.resume(throwing: cut("the server stopped", total: total))
    } else {
      continuation?.resume()
    }
  }

  // MARK: What follows from it

  private var tooLarge: BackboneError {
    .tooLarge(address: download.address, limit: download.largestByteCount)
  }

  private func cut(_ reason: String, total: Int?) -> BackboneError {
    .connectionCut(
      address: download.address, received: partial.byteCount, total: total, reason: reason)
  }

  private func begin(_ answer: HTTPURLResponse) throws {
    switch answer.statusCode {
    case 206 where continues(answer):
      break
    case 206, 416:
      throw Download.RangeRefused.refused
    case 200:
      try partial.restart(validator: Self.validator(of: answer))
    default:
      throw BackboneError.httpStatus(
        address: download.address, status: answer.statusCode,
        advice: "a file fetched by hand goes to \(download.destination)")
    }
    let coming = answer.value(forHTTPHeaderField: "Content-Length").flatMap(Int.init)
    guard let coming else { return }
    let (total, overflow) = partial.byteCount.addingReportingOverflow(coming)
    guard coming >= 0, !overflow, total <= download.largestByteCount else {
      partial.discard()
      throw tooLarge
    }
    lock.withLock { state.totalByteCount = total }
  }

  /// Whether the part begins where ours ends: `Content-Range: bytes 100-199/200`.
  private func continues(_ answer: HTTPURLResponse) -> Bool {
    let range = answer.value(forHTTPHeaderField: "Content-Range") ?? ""
    return partial.byteCount > 0 && range.hasPrefix("bytes \(partial.byteCount)-")
  }

  /// What tells this version of the file from others. Weak tags do not: RFC 9110, section 13.1.5.
  private static func validator(of answer: HTTPURLResponse) -> String? {
    if let tag = answer.value(forHTTPHeaderField: "ETag"), !tag.hasPrefix("W/") { return tag }
    return answer.value(forHTTPHeaderField: "Last-Modified")
  }

  private func stop(_ task: URLSessionTask, because error: any Error) {
    lock.withLock { if state.failure == nil { state.failure = error } }
    task.cancel()
  }
}
