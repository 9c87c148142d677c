import Datasets
import Files
import Images
import Synchronization
import Training
import Workers

/// Looks at every file once: reads it, decodes it, and keeps a few numbers of it, never its pixels.
struct PictureSurvey {
  /// What is kept of one file.
  struct Facts: Sendable {
    /// `nil` where the file cannot be used; a note says why.
    let look: Look?
    let notes: [Note]
  }

  struct Note: Sendable {
    let kind: FileFinding.Kind
    let message: String
  }

  /// What is seen of a picture that can be read.
  struct Look: Sendable {
    let identity: PictureIdentity
    /// Upright, in pixels.
    let width: Int
    let height: Int
    let measures: PictureMeasures
  }

  let workers: Workers
  let reporter: any Reporter
  var cancellation: Cancellation?

  /// Files and pictures above these are looked at one after the other: memory does not grow with the workers.
  private static let largeFileByteCount = 64 << 20
  private static let largePixelCount = 1 << 25

  /// - Throws: What says that the machine is bad, not a file: no memory, Ctrl-C.
  func run(on places: [PicturePlace]) throws -> [Facts] {
    let counter = ProgressCounter(total: places.count, task: "pictures", reporter: reporter)
    let turn = LargeTurn()
    return try workers.map(places.count, cancellation: cancellation) { _, index in
      defer { counter.advance(by: 1) }
      return try Self.facts(of: places[index], turn)
    }
  }

  private static func facts(of place: PicturePlace, _ turn: LargeTurn) throws -> Facts {
    do {
      guard case .file(let path) = place else {
        // Plain numbers: there is no format that could be broken.
        return Facts(
          look: try look(at: place.image(), digest: ImageDigest(ofFileContents: place.contents())),
          notes: [])
      }
      let file = try InputFile(path: path)
      let limit = DecodingLimits().maximumFileByteCount
      guard file.byteCount <= limit else {
        throw ImageError.fileTooLarge(path: path, byteCount: file.byteCount, limit: limit)
      }
      guard file.byteCount > 0 else {
        return Facts(look: nil, notes: [Note(kind: .empty, message: "\(path): 0 bytes")])
      }
      guard file.byteCount <= largeFileByteCount else {
        return try turn.take { try facts(of: file, turn: nil) }
      }
      return try facts(of: file, turn: turn)
    } catch let error where PicturePass.isOfThePicture(error) {
      return Facts(look: nil, notes: [Note(kind: kind(of: error, []), message: "\(error)")])
    }
  }

  /// - Parameter turn: Waited for before a large picture is decoded; `nil` for who has it already.
  private static func facts(of file: InputFile, turn: LargeTurn?) throws -> Facts {
    let bytes = try file.bytes(at: 0, count: file.byteCount)
    let content = FileContent(bytes)
    var notes = notes(on: content, path: file.path)
    do {
      let header = try ImageHeader.read(bytes, path: file.path)
      if header.orientation != .upright {
        notes.append(
          Note(
            kind: .rotated,
            message: "\(file.path): EXIF orientation \(header.orientation.rawValue): "
              + "Graft turns it upright, other programs may not"))
      }
      let (pixels, overflow) = header.width.multipliedReportingOverflow(by: header.height)
      let look = {
        try Self.look(
          at: Image.decode(bytes, path: file.path), digest: ImageDigest(ofFileContents: bytes))
      }
      if let turn, overflow || pixels > largePixelCount {
        return Facts(look: try turn.take(look), notes: notes)
      }
      return Facts(look: try look(), notes: notes)
    } catch let error where PicturePass.isOfThePicture(error) {
      let note = Note(kind: kind(of: error, bytes), message: "\(error)")
      // What is broken says nothing sure of itself.
      return Facts(look: nil, notes: note.kind == .unsupported ? [note] + notes : [note])
    }
  }

  private static func look(at image: Image, digest: ImageDigest) throws -> Look {
    let small = try image.shrunk(toSide: PictureMeasures.side)
    return Look(
      identity: PictureIdentity(digest: digest, hash: try PerceptualHash(of: small)),
      width: image.width, height: image.height, measures: try PictureMeasures(of: small))
  }

  private static func notes(on content: FileContent, path: String) -> [Note] {
    var notes: [Note] = []
    if let format = content.formatName, !content.fits(name: path) {
      notes.append(
        Note(kind: .wrongExtension, message: "\(path): is a \(format); rename it"))
    }
    if content.isAnimated {
      notes.append(
        Note(
          kind: .animated,
          message: "\(path): is animated; a training sees its first picture at most"))
    }
    return notes
  }

  private static func kind(of error: any Error, _ bytes: [UInt8]) -> FileFinding.Kind {
    switch error {
    case ImageError.fileTooLarge, ImageError.tooManyPixels: .huge
    case ImageError.unsupportedFormat: .unsupported
    case ImageError.notAnImage: .notAnImage
    case ImageError.corrupt: FileContent.endsEarly(bytes) ? .truncated : .corrupt
    default: .unreadable
    }
  }
}

/// One at a time.
private final class LargeTurn: Sendable {
  private let mutex = Mutex(())

  func take<Result: Sendable>(_ body: () throws -> Result) throws -> Result {
    try mutex.withLock { _ in try body() }
  }
}
