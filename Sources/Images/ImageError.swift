import Names

/// What is wrong with an image, a description of preprocessing or a policy.
public enum ImageError: Error, Equatable, CustomStringConvertible {
  /// The content is of no known image format, whatever the file is called.
  case notAnImage(path: String, found: String)
  /// An image in a format that Graft does not decode.
  case unsupportedFormat(path: String, format: String)
  /// An image that breaks the rules of its format, ends early, or would decode to made-up pixels.
  case corrupt(path: String, format: ImageFormat, problem: String)
  /// More pixels than ``DecodingLimits`` allow, by the header: nothing was decoded.
  case tooManyPixels(path: String, width: Int, height: Int, limits: DecodingLimits)
  /// More bytes than ``DecodingLimits`` allow: nothing was read.
  case fileTooLarge(path: String, byteCount: Int, limit: Int)
  case outOfMemory(path: String?, byteCount: Int)
  /// A picture that cannot be written as a PNG or JPEG.
  case cannotEncode(width: Int, height: Int, problem: String)
  /// No text can be drawn.
  case noFont(problem: String)
  case invalidPreprocessing(problem: String)
  case invalidPolicy(source: String, line: Int?, problem: String)
  case unknownPolicy(name: String, known: [String])

  public var description: String {
    switch self {
    case .notAnImage(let path, let found):
      "\(path): not an image: expected JPEG, PNG or WebP, found \(found); remove the file or replace it"
    case .unsupportedFormat(let path, let format):
      "\(path): cannot decode \(format): expected a still JPEG, PNG or WebP; convert the file to one of them"
    case .corrupt(let path, let format, let problem):
      "\(path): corrupt \(format.name): \(problem); restore the file from its source or remove it"
    case .tooManyPixels(let path, let width, let height, let limits):
      "\(path): \(width) × \(height) pixels are too many: expected at most "
        + "\(limits.maximumPixelCount) pixels and \(limits.maximumSide) on a side; "
        + "shrink the image or remove it"
    case .fileTooLarge(let path, let byteCount, let limit):
      "\(path): \(byteCount) bytes are too many for one image: expected at most \(limit)"
    case .outOfMemory(let path, let byteCount):
      (path.map { "\($0): " } ?? "") + "no memory for \(byteCount) bytes of pixels; "
        + "use fewer threads or smaller images"
    case .cannotEncode(let width, let height, let problem):
      "cannot write a picture of \(width) × \(height) pixels: \(problem)"
    case .noFont(let problem):
      "cannot draw text: \(problem)"
    case .invalidPreprocessing(let problem):
      "preprocessing: \(problem)"
    case .invalidPolicy(let source, let line, let problem):
      source + (line.map { ":\($0)" } ?? "") + ": augmentation policy: \(problem)"
    case .unknownPolicy(let name, let known):
      "no augmentation policy is called `\(name)`"
        + (NearestName.of(name, among: known).map { "; did you mean `\($0)`?" } ?? "")
        + " Known: \(known.joined(separator: ", ")); or give the path of a .yaml file"
    }
  }
}
