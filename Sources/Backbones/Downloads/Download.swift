import Files
import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// One file from a web server into one place, checked.
///
/// Bytes gather in `DESTINATION.partial`. If the connection ends early they stay there, and the
/// next attempt asks the server for the rest, provided the file there is still the same one. The
/// destination appears once the whole file is there and its hash is right.
public struct Download: Sendable {
  public struct Progress: Hashable, Sendable {
    /// With what an earlier attempt received.
    public let receivedByteCount: Int
    /// `nil` if the server does not say.
    public let totalByteCount: Int?
  }

  public let address: String
  public let destination: String
  public let hash: ExpectedHash
  /// More than this is refused.
  public let largestByteCount: Int
  /// How long the server may be silent.
  public let timeoutSeconds: Double

  public init(
    address: String, destination: String, hash: ExpectedHash, largestByteCount: Int = 4 << 30,
    timeoutSeconds: Double = 60
  ) {
    self.address = address
    self.destination = destination
    self.hash = hash
    self.largestByteCount = largestByteCount
    self.timeoutSeconds = timeoutSeconds
  }

  /// Fetches, checks and puts the file into its place.
  ///
  /// Cancelling the task ends the download; what was received stays.
  /// - Parameter progress: Called for each piece that was written.
  /// - Throws: ``BackboneError`` (an address that is not http or https, a status other than
  ///   success, a cut connection, a wrong hash, too many bytes, a redirect from https to http,
  ///   another download of the same file), `FileError` if the disk refuses or is full.
  public func run(progress: @escaping @Sendable (Progress) -> Void = { _ in }) async throws {
    guard let url = URL(string: address), ["http", "https"].contains(url.scheme?.lowercased())
    else { throw BackboneError.unsupportedAddress(address) }
    let partial = try PartialFile(destination: destination)
    defer { partial.close() }
    do {
      try await fetch(url, into: partial, progress: progress)
    } catch RangeRefused.refused {
      // What we have is not the start of what the server has now.
      try partial.restart(validator: nil)
      try await fetch(url, into: partial, progress: progress)
    }
    try partial.flush()
    let found = try ExpectedHash.sha256(ofFile: partial.path)
    guard hash.matches(found) else {
      partial.discard()
      throw BackboneError.wrongHash(
        origin: address, expected: hash.digits, found: found,
        advice: "what was received is removed; a file fetched by hand goes to \(destination)")
    }
    try partial.moveIntoPlace()
  }

  private func fetch(
    _ url: URL, into partial: PartialFile, progress: @escaping @Sendable (Progress) -> Void
  ) async throws {
    var request = URLRequest(url: url)
    request.timeoutInterval = timeoutSeconds
    // A compressed answer would neither match the hash nor continue at an offset.
    request.setValue("identity", forHTTPHeaderField: "Accept-Encoding")
    if partial.byteCount > 0, let validator = partial.validator {
      request.setValue("bytes=\(partial.byteCount)-", forHTTPHeaderField: "Range")
      request.setValue(validator, forHTTPHeaderField: "If-Range")
    } else {
      try partial.restart(validator: nil)
    }
    let transfer = Transfer(download: self, partial: partial, progress: progress)
    try await transfer.run(request)
  }

  enum RangeRefused: Error {
    case refused
  }
}
