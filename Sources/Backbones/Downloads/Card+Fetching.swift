import Files

extension Card {
  /// Downloads the weights into the cache, unless they are there already, and checks them.
  /// - Returns: Where they are.
  /// - Throws: ``BackboneError/notDownloadable(card:advice:)`` for weights inside a Python package,
  ///   what ``Download/run(progress:)`` throws, `FileError`.
  @discardableResult
  public func fetch(
    into cache: CacheFolder, progress: @escaping @Sendable (Download.Progress) -> Void = { _ in }
  ) async throws -> String {
    let path = path(in: cache)
    if (try? verify(file: path)) != nil { return path }
    guard case .address(let address) = source else {
      throw BackboneError.notDownloadable(card: name, advice: advice(cache: cache))
    }
    _ = try cache.makeFolder(Self.cacheFolderName)
    try await Download(
      address: address, destination: path, hash: hash, largestByteCount: largestByteCount
    ).run(progress: progress)
    return path
  }

  /// The size where it is known, else a quarter more than its publisher's rounding.
  private var largestByteCount: Int {
    if let byteCount { return byteCount }
    return approximateMegabytes.map { Int($0 * 1.25 * 1_048_576) } ?? 4 << 30
  }
}
