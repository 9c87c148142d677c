import Files
import Glibc
import SwiftProtobuf

/// A file that TensorBoard shows: scalars, pictures and histograms by tag and step.
///
/// Only ever appended to, whole records at a time, so that what a killed run leaves can be read up to its
/// end. A run that goes on writes a file of its own beside the first: TensorBoard reads all files of a folder
/// as one run.
/// - Source: TensorBoard's event files, version 2: TFRecord framing around `Event` messages. Values have the
///   form that PyTorch's `SummaryWriter` writes too (`simple_value`, `image`, `histo`).
public final class EventFile {
  public let path: String
  private let descriptor: Int32
  private var pending: [UInt8] = []
  private var byteCount = 0

  /// Starts `events.out.tfevents.<seconds since 1970>.<host>.<process>.<n>` in a folder that exists.
  /// - Parameter step: For a run that goes on: what earlier files say of this step and of later ones no longer
  ///   counts. `nil` for a run that begins.
  /// - Throws: `FileError.cannotWrite(path:code:)`.
  public init(folder: String, discardingFrom step: Int? = nil) throws {
    let stem =
      "\(folder)/events.out.tfevents.\(Int(Self.seconds)).\(Self.hostName).\(getpid())"
    (path, descriptor) = try Self.create(stem)
    var opening = WireEvent()
    opening.fileVersion = "brain.Event:2"
    opening.sourceMetadata.writer = "graft"
    try append(opening, step: 0)
    if let step {
      var restart = WireEvent()
      restart.sessionLog.status = .start
      try append(restart, step: step)
    }
    try flush()
  }

  deinit { close(descriptor) }

  /// Whether a file is called as this type calls its files.
  public static func isName(_ name: String) -> Bool { name.hasPrefix("events.out.tfevents.") }

  /// Stored in single precision.
  /// - Throws: What encoding a message throws; nothing for any value.
  public func add(scalar: Double, tag: String, step: Int) throws {
    var value = WireSummary.Value()
    value.simpleValue = Float(scalar)
    try add(value, tag: tag, step: step)
  }

  /// - Parameter png: A whole PNG file of `width` × `height` pixels.
  /// - Throws: What encoding a message throws; nothing for any value.
  public func add(png: [UInt8], width: Int, height: Int, tag: String, step: Int) throws {
    var value = WireSummary.Value()
    value.image.width = Int32(clamping: width)
    value.image.height = Int32(clamping: height)
    value.image.colorspace = 3
    value.image.encodedImageString = .init(png)
    try add(value, tag: tag, step: step)
  }

  /// - Throws: What encoding a message throws; nothing for any value.
  public func add(histogram: Histogram, tag: String, step: Int) throws {
    var value = WireSummary.Value()
    value.histo.min = histogram.minimum
    value.histo.max = histogram.maximum
    value.histo.num = Double(histogram.count)
    value.histo.sum = histogram.sum
    value.histo.sumSquares = histogram.sumOfSquares
    value.histo.bucketLimit = histogram.edges
    value.histo.bucket = histogram.counts.map(Double.init)
    try add(value, tag: tag, step: step)
  }

  /// Hands everything added so far to the system, in one piece: it survives the end of this process by whatever
  /// cause.
  /// - Throws: `FileError.cannotWrite(path:code:)`; the file then ends where it ended before.
  public func flush() throws(FileError) {
    guard !pending.isEmpty else { return }
    var done = 0
    while done < pending.count {
      let count = pending.withUnsafeBytes { bytes in
        let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
        return write(descriptor, rest.baseAddress, rest.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw giveUp(errno) }
      done += count
    }
    byteCount += pending.count
    pending.removeAll(keepingCapacity: true)
  }

  /// Half a record would end the file for every reader: it goes again.
  private func giveUp(_ code: Int32) -> FileError {
    pending.removeAll()
    ftruncate(descriptor, off_t(byteCount))
    return .cannotWrite(path: path, code: code)
  }

  private func add(_ value: WireSummary.Value, tag: String, step: Int) throws {
    var value = value
    value.tag = tag
    var event = WireEvent()
    event.summary.value = [value]
    try append(event, step: step)
  }

  private func append(_ event: WireEvent, step: Int) throws {
    var event = event
    event.wallTime = Self.seconds
    event.step = Int64(step)
    pending += Record.framing(try event.serializedBytes())
  }

  /// Makes the first of `<stem>.0`, `<stem>.1` … that is not there yet.
  private static func create(_ stem: String) throws(FileError) -> (path: String, descriptor: Int32)
  {
    var number = 0
    while true {
      let path = "\(stem).\(number)"
      let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0o666)
      if descriptor >= 0 { return (path, descriptor) }
      guard errno == EEXIST else { throw .cannotWrite(path: path, code: errno) }
      number += 1
    }
  }

  /// Since 1970.
  private static var seconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  private static var hostName: String {
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, name.count - 1) == 0 else { return "localhost" }
    let text = String(
      decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    return text.isEmpty || text.contains("/") ? "localhost" : text
  }
}
