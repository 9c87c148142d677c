import ArgumentParser
import Images
import Names
import Training
import Workbench

struct TrainingOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: "Passes over the training pictures.")
  var epochs = 20

  @OptionGroup var batches: BatchOptions

  @Option(
    help: ArgumentHelp(
      "Stop after so many epochs without improvement; the best epoch is kept.",
      valueName: "patience"))
  var earlyStopping: Int?

  @Option(
    help: ArgumentHelp(
      "The figure of the validation part that chooses the best epoch, stops early and ends a plateau: \(Monitor.names). Of the two losses, brier and calibration-error less is better, of all others more; an epoch for which it is undefined is no improvement.",
      valueName: "figure"), transform: Monitor.named)
  var monitor: Monitor = .accuracy

  @Option(
    name: .customLong("min-delta"), parsing: .unconditional,
    help:
      "What an epoch must be better by to count as an improvement, for --early-stopping and --schedule plateau."
  )
  var minimumDelta = 0.0

  func configuration(
    _ optimizer: OptimizerOptions, _ schedule: ScheduleOptions,
    _ regularization: RegularizationOptions, _ augmentation: AugmentationOptions
  ) -> TrainingConfiguration {
    var configuration = TrainingConfiguration(
      epochs: epochs, schedule: schedule.configuration, mixing: augmentation.mixing,
      monitor: monitor, minimumDelta: minimumDelta, earlyStoppingPatience: earlyStopping)
    batches.apply(to: &configuration)
    optimizer.apply(to: &configuration)
    configuration.optimizer.learningRate = schedule.learningRate
    regularization.apply(to: &configuration)
    return configuration
  }
}

struct AugmentationOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Augmentation: \(Self.policyNames), or a YAML file; see graft preview. (default: \(RunConfiguration.Augmentation.defaultPolicy))",
      valueName: "policy|file"))
  var augment: String?

  static let policyNames = AugmentationPolicy.names.joined(separator: ", ")

  @Option(
    help: ArgumentHelp(
      "Views of each picture that the epochs take in turn, the first being the picture as it is, or fresh for a new one each epoch. (default: fresh where the whole network is passed in each epoch, as with --freeze none; 1 where only the head trains and --augment is not given; else 8)",
      valueName: "k|fresh"))
  var views: ViewCount?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Blend the pictures of a batch in pairs, by shares from Beta(alpha, alpha); 0.2 is usual. Nothing frozen is then kept.",
      valueName: "alpha"))
  var mixup = 0.0

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Paste a box of another picture into each, its area from Beta(alpha, alpha); 1 is usual.",
      valueName: "alpha"))
  var cutmix = 0.0

  @Option(help: "Seed of the augmentation, apart from --seed; see graft preview.")
  var augmentationSeed: UInt64 = 0

  var mixing: MixPolicy { MixPolicy(mixup: mixup, cutmix: cutmix) }

  /// Comes after everything else is in the configuration, which decides the usual number of views.
  func apply(to configuration: inout RunConfiguration) {
    configuration.augmentation.seed = augmentationSeed
    if let augment { configuration.augmentation.policy = augment }
    configuration.augmentation.views =
      switch views {
      case .fixed(let count): count
      case .fresh: nil
      case nil: configuration.usualViews(namesPolicy: augment != nil)
      }
  }

  func validate() throws {
    if let augment, augment != "none", views == .fixed(1) {
      throw ValidationError(
        "--views 1 is the picture as it is, which leaves --augment \(augment) nothing to do: give 2 or more, or fresh"
      )
    }
  }
}

enum ViewCount: ExpressibleByArgument, Equatable {
  case fixed(Int)
  case fresh

  init?(argument: String) {
    if argument == "fresh" {
      self = .fresh
    } else if let count = Int(argument) {
      self = .fixed(count)
    } else {
      return nil
    }
  }

  var defaultValueDescription: String {
    switch self {
    case .fixed(let count): "\(count)"
    case .fresh: "fresh"
    }
  }
}

struct MachineOptions: ParsableArguments {
  @OptionGroup var workers: WorkerOptions

  @Option(
    help: ArgumentHelp(
      "Size of the feature cache; 0 turns it off. (default: 20GB, or a tenth of the free space)",
      valueName: "size"))
  var cacheLimit: ByteSize?

  func apply(to machine: inout RunConfiguration.Machine) {
    workers.apply(to: &machine)
    machine.cacheLimit = cacheLimit?.byteCount
  }
}

/// A number of bytes: `1500000`, `200MB`, `2GB`, `1.5GB`; powers of 1000.
struct ByteSize: ExpressibleByArgument {
  let byteCount: Int

  init?(argument: String) {
    let units = [("TB", 1e12), ("GB", 1e9), ("MB", 1e6), ("KB", 1e3), ("B", 1.0), ("", 1.0)]
    let text = argument.uppercased().filter { $0 != " " }
    for (suffix, factor) in units where text.hasSuffix(suffix) {
      guard let number = Double(text.dropLast(suffix.count)), number >= 0,
        number * factor < 9e18
      else { return nil }
      byteCount = Int(number * factor)
      return
    }
    return nil
  }
}

extension Monitor {
  static let names = allCases.map(\.rawValue).joined(separator: ", ")

  /// - Throws: `ValidationError` with all names and the nearest.
  static func named(_ name: String) throws -> Monitor {
    if let monitor = Monitor(rawValue: name) { return monitor }
    let nearest = NearestName.of(name, among: allCases.map(\.rawValue))
    throw ValidationError(
      "no figure is called \(name)\(nearest.map { "; did you mean \($0)?" } ?? ""); there are \(names)"
    )
  }
}
