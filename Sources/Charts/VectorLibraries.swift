/// The functions of librsvg and of Cairo that turn an SVG into pixels.
///
/// Source: the reference manuals of librsvg 2.46 (`rsvg_handle_render_document`) and of Cairo 1.16 (image surfaces).
struct VectorLibraries {
  private struct Rectangle {
    var left, top, width, height: Double
  }

  /// GLib's.
  private struct Problem {
    let domain: UInt32
    let code: Int32
    let message: UnsafePointer<CChar>?
  }

  private typealias MakeSurface = @convention(c) (Int32, Int32, Int32) -> OpaquePointer?
  private typealias Derived = @convention(c) (OpaquePointer) -> OpaquePointer?
  private typealias Use = @convention(c) (OpaquePointer) -> Void
  private typealias Status = @convention(c) (OpaquePointer) -> Int32
  private typealias Bytes = @convention(c) (OpaquePointer) -> UnsafeMutablePointer<UInt8>?
  private typealias Color = @convention(c) (OpaquePointer, Double, Double, Double) -> Void
  private typealias Read =
    @convention(c) (UnsafePointer<UInt8>, UInt, UnsafeMutableRawPointer) -> OpaquePointer?
  private typealias Draw =
    @convention(c) (
      OpaquePointer, OpaquePointer, UnsafeRawPointer, UnsafeMutableRawPointer
    ) -> Int32
  private typealias FreeProblem = @convention(c) (UnsafeRawPointer) -> Void

  private let makeSurface: MakeSurface
  private let surfaceStatus: Status
  private let surfaceBytes: Bytes
  private let surfaceStride: Status
  private let flushSurface: Use
  private let destroySurface: Use
  private let makeContext: Derived
  private let setColor: Color
  private let paint: Use
  private let destroyContext: Use
  private let read: Read
  private let draw: Draw
  private let release: Use
  private let freeProblem: FreeProblem

  init() throws(ChartError) {
    let library = try SharedLibrary(anyOf: ["librsvg-2.so.2"], package: "librsvg2-2")
    makeSurface = try library.function("cairo_image_surface_create", MakeSurface.self)
    surfaceStatus = try library.function("cairo_surface_status", Status.self)
    surfaceBytes = try library.function("cairo_image_surface_get_data", Bytes.self)
    surfaceStride = try library.function("cairo_image_surface_get_stride", Status.self)
    flushSurface = try library.function("cairo_surface_flush", Use.self)
    destroySurface = try library.function("cairo_surface_destroy", Use.self)
    makeContext = try library.function("cairo_create", Derived.self)
    setColor = try library.function("cairo_set_source_rgb", Color.self)
    paint = try library.function("cairo_paint", Use.self)
    destroyContext = try library.function("cairo_destroy", Use.self)
    read = try library.function("rsvg_handle_new_from_data", Read.self)
    draw = try library.function("rsvg_handle_render_document", Draw.self)
    release = try library.function("g_object_unref", Use.self)
    freeProblem = try library.function("g_error_free", FreeProblem.self)
  }

  /// - Returns: `[rows, columns, 3]`, red, green and blue in turn.
  /// - Throws: ``ChartError/rendering(problem:)``.
  func pixels(of svg: String, _ columns: Int, _ rows: Int) throws(ChartError) -> [UInt8] {
    // Cairo's second format: a 32-bit word a pixel, blue in its lowest byte, nothing in its highest.
    guard let surface = makeSurface(1, Int32(columns), Int32(rows)) else {
      throw .rendering(problem: "Cairo gave no surface")
    }
    defer { destroySurface(surface) }
    guard surfaceStatus(surface) == 0, let context = makeContext(surface) else {
      throw .rendering(problem: "Cairo has no memory for \(columns) × \(rows) pixels")
    }
    defer { destroyContext(context) }
    setColor(context, 1, 1, 1)
    paint(context)
    try render(svg, on: context, columns, rows)
    flushSurface(surface)
    guard let bytes = surfaceBytes(surface) else {
      throw .rendering(problem: "Cairo gave no pixels")
    }
    let stride = Int(surfaceStride(surface))
    return [UInt8](unsafeUninitializedCapacity: rows * columns * 3) { pixels, count in
      // Sound: a surface holds `rows` rows of `stride` bytes, of which the first four of each column are a pixel.
      for row in 0..<rows {
        for column in 0..<columns {
          let pixel = bytes + row * stride + column * 4
          for channel in 0..<3 {
            pixels[(row * columns + column) * 3 + channel] = pixel[2 - channel]
          }
        }
      }
      count = rows * columns * 3
    }
  }

  private func render(
    _ svg: String, on context: OpaquePointer, _ columns: Int, _ rows: Int
  ) throws(ChartError) {
    var problem: UnsafePointer<Problem>?
    // Sound: librsvg copies what it reads before it returns, and writes a problem only where it fails.
    let handle = Array(svg.utf8).withUnsafeBufferPointer { bytes in
      withUnsafeMutablePointer(to: &problem) { problem -> OpaquePointer? in
        guard let start = bytes.baseAddress else { return nil }
        return read(start, UInt(bytes.count), problem)
      }
    }
    guard let handle else { throw .rendering(problem: words(problem)) }
    defer { release(handle) }
    let place = Rectangle(left: 0, top: 0, width: Double(columns), height: Double(rows))
    let isDrawn = withUnsafePointer(to: place) { place in
      withUnsafeMutablePointer(to: &problem) { draw(handle, context, place, $0) }
    }
    guard isDrawn != 0 else { throw .rendering(problem: words(problem)) }
  }

  private func words(_ problem: UnsafePointer<Problem>?) -> String {
    guard let problem else { return "without a word" }
    defer { freeProblem(problem) }
    return problem.pointee.message.map { String(cString: $0) } ?? "without a word"
  }
}
