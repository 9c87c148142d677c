import Backbones
import Dispatch
import Embedded
import Files
import Synchronization
import Workers

/// Downloads a backbone's weights into the cache.
public struct FetchBackbone {
  /// What `graft backbones fetch --json` prints.
  public struct Result: Codable, Sendable {
    public let command: String
    public let name: String
    /// Where it is; for weights inside the program their name there.
    public let path: String
    public let byteCount: Int
    /// Whether nothing had to be fetched: it was in the cache, and right, or is inside the program.
    public let wasHere: Bool
  }

  private let name: String
  private let cache: CacheFolder
  private let reporter: any Reporter
  private let cancellation: Cancellation?

  public init(
    name: String, cache: CacheFolder = .standard(), reporter: any Reporter = SilentReporter(),
    cancellation: Cancellation? = nil
  ) {
    self.name = name
    self.cache = cache
    self.reporter = reporter
    self.cancellation = cancellation
  }

  /// Blocks until the file is there. Not for a thread of Swift's cooperative pool.
  /// - Throws: Anything ``Failure/init(_:)`` classifies. After an interruption what was received stays.
  public func run() throws -> Result {
    let card = try Pretrained.card(named: name)
    if let embedded = card.embedded {
      return Result(
        command: "backbones fetch", name: name, path: embedded.file,
        byteCount: EmbeddedFiles.bytes(named: embedded.file)?.count ?? 0, wasHere: true)
    }
    let received = Mutex(false)
    let path = try Self.waiting(cancellation: cancellation) { [cache, reporter, name] in
      try await card.fetch(into: cache) { progress in
        received.withLock { $0 = true }
        reporter.progress(
          name, done: progress.receivedByteCount,
          of: progress.totalByteCount ?? card.byteCount ?? progress.receivedByteCount, unit: "bytes"
        )
      }
    }
    return Result(
      command: "backbones fetch", name: name, path: path,
      byteCount: try InputFile(path: path).byteCount, wasHere: !received.withLock { $0 })
  }

  /// Runs asynchronous work and waits for it, looking now and then whether it should stop.
  private static func waiting<Value: Sendable>(
    cancellation: Cancellation?, _ body: @escaping @Sendable () async throws -> Value
  ) throws -> Value {
    let outcome = Outcome<Value>()
    let task = Task.detached {
      do { outcome.set(.success(try await body())) } catch { outcome.set(.failure(error)) }
    }
    while true {
      if let result = outcome.wait(seconds: 0.1) {
        if case .failure = result, cancellation?.isCancelled == true { throw CancellationError() }
        return try result.get()
      }
      if cancellation?.isCancelled == true { task.cancel() }
    }
  }
}

/// A value that one side waits for and the other sets once.
private final class Outcome<Value: Sendable>: Sendable {
  private let value = Mutex<Result<Value, any Error>?>(nil)
  private let isSet = DispatchSemaphore(value: 0)

  func set(_ result: Result<Value, any Error>) {
    value.withLock { $0 = result }
    isSet.signal()
  }

  func wait(seconds: Double) -> Result<Value, any Error>? {
    guard isSet.wait(timeout: .now() + seconds) == .success else { return nil }
    return value.withLock { $0 }
  }
}
