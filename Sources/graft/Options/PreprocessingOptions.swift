import ArgumentParser
import Images
import Workbench

/// What decides how pictures become a network's input, where it is not as the backbone was pretrained.
struct PreprocessingOptions: ParsableArguments {
  @Option(help: "Pixels a side of what the network sees. (default: as it was pretrained)")
  var imageSize: Int?

  @Option(help: "Share of the shorter side that is kept. (default: as it was pretrained)")
  var cropFraction: Double?

  @Option(help: "bilinear or bicubic. (default: as it was pretrained)")
  var interpolation: Interpolation?

  @Option(
    help:
      "Pixels of a JPEG that are decoded: full, or scaled, as few as twice what the view needs, which is faster for large photos. (default: full)"
  )
  var decode: Preprocessing.Decode?

  func apply(to settings: inout RunConfiguration.BackboneSettings) {
    settings.imageSize = imageSize
    settings.cropFraction = cropFraction
    settings.interpolation = interpolation
    settings.decode = decode
  }
}
