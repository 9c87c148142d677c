import CPixels
import Glibc

/// Samples a picture once along a map, with a filter that follows the local scale.
///
/// Each output pixel is a weighted mean of the pixels around its place. The filter is the interpolation's kernel
/// along each of the picture's axes, widened by as many pixels as neighbouring output pixels lie apart there: of a
/// map that only scales, this is the antialiased resize of evaluation. Where one output pixel covers six or more,
/// boxes of pixels are averaged first, a third as large as what is covered.
struct MappedSampler {
  let interpolation: Interpolation
  let border: Border
  let fill: [UInt8]
  /// Whether the filter widens where the picture shrinks.
  let isAntialiased: Bool
  let path: PixelPath

  /// Output pixels along a row that share a filter under a perspective.
  private static let run = 32
  /// Scales under a perspective are rounded up to steps of an eighth of an octave.
  private static let stepsPerOctave = 8.0

  /// - Parameter map: From the output's pixels, `0...width` × `0...height`, to the picture's.
  /// - Throws: ``ImageError/outOfMemory(path:byteCount:)``.
  func sample(
    _ image: Image, through map: Homography, width: Int, height: Int
  ) throws(ImageError) -> Image {
    let result = try Image(unfilledWidth: width, height: height, path: nil)
    let (source, map) = try reduce(image, map, width: width, height: height)
    var filters = Filters(interpolation)
    if map.isAffine {
      let scale = scale(of: map, x: 0, y: 0)
      for row in 0..<height {
        sample(source, map, row, 0..<width, &filters, scale, into: result)
      }
    } else {
      for row in 0..<height {
        for start in stride(from: 0, to: width, by: Self.run) {
          let part = start..<min(start + Self.run, width)
          let exact = scale(
            of: map, x: Double(part.lowerBound + part.upperBound) / 2, y: Double(row) + 0.5)
          let scale = (across: Self.step(exact.across), down: Self.step(exact.down))
          sample(source, map, row, part, &filters, scale, into: result)
        }
      }
    }
    return result
  }

  private func sample(
    _ source: Image, _ map: Homography, _ row: Int, _ columns: Range<Int>,
    _ filters: inout Filters, _ scale: (across: Double, down: Double), into result: Image
  ) {
    let horizontal = filters[scale.across]
    let vertical = filters[scale.down]
    let target =
      result.storage.start + (row * result.width + columns.lowerBound) * Image.channelCount
    let picture = graft_picture(
      pixels: source.storage.start, width: Int32(source.width), height: Int32(source.height))
    // Sound: the result has room for the row, and the loop reads no pixel outside of the picture.
    withExtendedLifetime(source.storage) {
      horizontal.withC { horizontal in
        vertical.withC { vertical in
          graft_sample(
            path.selector, picture, border.selector, fill, map.elements, columns.lowerBound, row,
            columns.count, horizontal, vertical, target)
        }
      }
    }
  }

  private func scale(of map: Homography, x: Double, y: Double) -> (across: Double, down: Double) {
    guard isAntialiased else { return (1, 1) }
    let scale = map.scale(x: x, y: y)
    return (max(scale.across, 1), max(scale.down, 1))
  }

  private static func step(_ scale: Double) -> Double {
    exp2(
      (log2(min(max(scale, 1), SamplingFilter.widest)) * stepsPerOctave).rounded(.up)
        / stepsPerOctave)
  }

  /// A smaller picture where much is averaged anyway, and the map into it.
  private func reduce(
    _ image: Image, _ map: Homography, width: Int, height: Int
  ) throws(ImageError) -> (Image, Homography) {
    guard isAntialiased else { return (image, map) }
    let middle = map.scale(x: Double(width) / 2, y: Double(height) / 2)
    func box(_ scale: Double, _ side: Int) -> Int { min(max(Int(scale / 3), 1), side) }
    let across = middle.across >= 6 ? box(middle.across, image.width) : 1
    let down = middle.down >= 6 ? box(middle.down, image.height) : 1
    guard across > 1 || down > 1 else { return (image, map) }
    return (
      try image.reduced(across: across, down: down, path: path),
      .scaling(x: 1 / Double(across), y: 1 / Double(down)) * map
    )
  }

  /// The filters of the scales met so far.
  private struct Filters {
    private let interpolation: Interpolation
    private var made: [Double: SamplingFilter] = [:]

    init(_ interpolation: Interpolation) { self.interpolation = interpolation }

    subscript(scale: Double) -> SamplingFilter {
      mutating get {
        if let filter = made[scale] { return filter }
        let filter = SamplingFilter(interpolation, scale: scale)
        made[scale] = filter
        return filter
      }
    }
  }
}
