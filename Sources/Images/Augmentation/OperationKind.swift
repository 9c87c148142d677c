/// The operations that policies are made of, by their names in policy files.
public enum OperationKind: String, CaseIterable, Codable, Hashable, Sendable {
  case horizontalFlip = "horizontal_flip"
  case verticalFlip = "vertical_flip"
  case quarterTurn = "quarter_turn"
  case rotate
  case translate
  case scale
  case stretch
  case shear
  case perspective
  case randomResizedCrop = "random_resized_crop"

  case brightness
  case contrast
  case saturation
  case hue
  case gamma
  case grayscale
  case invert
  case equalize
  case autocontrast
  case posterize
  case solarize
  case sharpness
  case gaussianBlur = "gaussian_blur"
  case noise
  case jpeg
  case randomErasing = "random_erasing"

  case randAugment = "rand_augment"
  case trivialAugment = "trivial_augment"
  case augMix = "aug_mix"

  public var rule: OperationRule {
    switch self {
    case .horizontalFlip: .horizontalFlip
    case .verticalFlip: .verticalFlip
    case .quarterTurn: .quarterTurn
    case .rotate: .rotate
    case .translate: .translate
    case .scale: .scale
    case .stretch: .stretch
    case .shear: .shear
    case .perspective: .perspective
    case .randomResizedCrop: .randomResizedCrop
    case .brightness: .brightness
    case .contrast: .contrast
    case .saturation: .saturation
    case .hue: .hue
    case .gamma: .gamma
    case .grayscale: .grayscale
    case .invert: .invert
    case .equalize: .equalize
    case .autocontrast: .autocontrast
    case .posterize: .posterize
    case .solarize: .solarize
    case .sharpness: .sharpness
    case .gaussianBlur: .gaussianBlur
    case .noise: .noise
    case .jpeg: .jpeg
    case .randomErasing: .randomErasing
    case .randAugment: .randAugment
    case .trivialAugment: .trivialAugment
    case .augMix: .augMix
    }
  }
}
