import Glibc
import Tensors

/// The operations that RandAugment and its kin choose from, each with one dial from 0 to 1.
///
/// The operations and the ends of their dials are torchvision's. Shears and turns go around the view's middle, and
/// everything geometric joins the view's one sampling.
struct MagnitudeSpace: Sendable {
  /// Tangent of the shear's angle, part of the side, degrees, how far a factor is from 1, and bits taken away, each at
  /// the end of its dial.
  let shear: Double
  let translation: Double
  let rotation: Double
  let enhancement: Double
  let bits: Double

  private enum Choice: CaseIterable {
    case identity, shearX, shearY, translateX, translateY, rotate, brightness, saturation, contrast
    case sharpness, posterize, solarize, autocontrast, equalize
  }

  /// Draws an operation, every one alike, and the sign of those that have one.
  /// - Parameters:
  ///   - magnitude: The dial, or how it is drawn, 0 to 1.
  ///   - isEnhancing: Whether brightness, saturation, contrast and sharpness are among them.
  /// - Returns: `nil` for the operation that does nothing.
  func draw(
    from stream: inout RandomStream, isEnhancing: Bool = true,
    magnitude: (inout RandomStream) -> Double
  ) -> DrawnOperation? {
    let choices = Choice.allCases.filter { choice in
      isEnhancing || ![.brightness, .saturation, .contrast, .sharpness].contains(choice)
    }
    let place = Int(stream.nextFraction() * Double(choices.count))
    let dial = magnitude(&stream)
    let sign = stream.nextFraction() < 0.5 ? -1.0 : 1.0
    let angle = atan(shear * dial) * 180 / .pi * sign
    let factor = 1 + enhancement * dial * sign
    switch choices[min(place, choices.count - 1)] {
    case .identity: return nil
    case .shearX: return DrawnOperation(.shear, [angle, 0])
    case .shearY: return DrawnOperation(.shear, [0, angle])
    case .translateX: return DrawnOperation(.translate, [translation * dial * sign, 0])
    case .translateY: return DrawnOperation(.translate, [0, translation * dial * sign])
    case .rotate: return DrawnOperation(.rotate, [rotation * dial * sign])
    case .brightness: return DrawnOperation(.brightness, [factor])
    case .saturation: return DrawnOperation(.saturation, [factor])
    case .contrast: return DrawnOperation(.contrast, [factor])
    case .sharpness: return DrawnOperation(.sharpness, [factor])
    case .posterize: return DrawnOperation(.posterize, [8 - (bits * dial).rounded()])
    case .solarize: return DrawnOperation(.solarize, [255 * (1 - dial)])
    case .autocontrast: return DrawnOperation(.autocontrast)
    case .equalize: return DrawnOperation(.equalize)
    }
  }
}
