import Datasets
import Images

extension RunCommandLine {
  mutating func add(
    _ data: RunConfiguration.Data, _ usual: RunConfiguration.Data,
    of command: RunConfiguration.Command
  ) {
    if command == .train {
      add("--val-split", data.validationFraction, usual.validationFraction)
      add("--test-split", data.testFraction, usual.testFraction)
    }
    add("--class-order", data.classOrder.rawValue, usual.classOrder.rawValue)
    add("--class-names", data.classNames)
    add("--on-bad-image", data.onBadImage.rawValue, usual.onBadImage.rawValue)
    switch data.grouping {
    case .automatic: break
    case .none: add("--no-grouping", if: true)
    case .by(let group): add("--group-by", group)
    }
  }

  mutating func add(
    _ resampling: RunConfiguration.Resampling, _ usual: RunConfiguration.Resampling,
    sharedDropout: Double
  ) {
    if let path = resampling.foldsFile { add("--folds", path) }
    add("--folds", resampling.folds, usual.folds)
    add("--repeats", resampling.repeats, usual.repeats)
    add("--holdout", resampling.holdoutFraction)
    add("--leave-one-group-out", if: resampling.leavesOneGroupOut == true)
    add("--baselines", if: resampling.comparesBaselines == true)
    add("--no-baselines", if: resampling.comparesBaselines == false)
    add("--learning-curve", if: resampling.drawsLearningCurve == true)
    add("--refit", if: resampling.refits)
    add("--calibrate", resampling.decision?.calibration?.rawValue)
    add("--answer-accuracy", resampling.decision?.answerAccuracy)
    add("--positive", resampling.decision?.positive)
    add("--target-precision", resampling.decision?.targetPrecision)
    add("--costs", resampling.decision?.costs.map { "\($0.falseAlarm),\($0.miss)" })
    guard let nested = resampling.nested else { return }
    add("--nested", if: true)
    add("--inner-folds", nested.innerFolds, RunConfiguration.Nested().innerFolds)
    if !nested.heads.isEmpty {
      let names = nested.heads.map { $0.name(besideDropout: sharedDropout) }
      add("--heads", names.joined(separator: ","))
    }
    if !nested.learningRates.isEmpty {
      add("--lrs", nested.learningRates.map { "\($0)" }.joined(separator: ","))
    }
  }

  mutating func add(
    _ backbone: RunConfiguration.BackboneSettings, _ usual: RunConfiguration.BackboneSettings
  ) {
    add("--backbone", backbone.name, usual.name)
    add("--weights", backbone.weights)
    add("--freeze", "\(backbone.freeze)", "\(usual.freeze)")
    add("--batchnorm", backbone.batchNorm.rawValue, usual.batchNorm.rawValue)
    add("--head-epochs", backbone.headEpochs, usual.headEpochs)
    add("--backbone-lr-factor", backbone.learningRateFactor, usual.learningRateFactor)
    add("--stochastic-depth", backbone.stochasticDepth, usual.stochasticDepth)
    add("--precision", backbone.precision.rawValue, usual.precision.rawValue)
    add("--image-size", backbone.imageSize)
    add("--crop-fraction", backbone.cropFraction)
    add("--interpolation", backbone.interpolation?.rawValue)
    add("--decode", backbone.decode?.rawValue)
  }

  mutating func add(
    _ head: RunConfiguration.HeadSettings, _ usual: RunConfiguration.HeadSettings
  ) {
    add("--heads", head.classifier?.rawValue)
    add("--head", head.kind?.rawValue)
    add("--hidden", head.hidden)
    add("--dropout", head.dropout, usual.dropout)
    add("--head-norm", if: head.hasNorm)
  }

  mutating func addAugmentation(_ configuration: RunConfiguration, _ usual: RunConfiguration) {
    let augmentation = configuration.augmentation
    // To name the usual policy would change how many views are usual.
    let namesPolicy = augmentation.policy != usual.augmentation.policy
    if namesPolicy { add("--augment", augmentation.policy) }
    if augmentation.views != configuration.usualViews(namesPolicy: namesPolicy) {
      add("--views", augmentation.views.map { "\($0)" } ?? "fresh")
    }
    add("--augmentation-seed", augmentation.seed, usual.augmentation.seed)
    add("--mixup", configuration.training.mixing.mixup, usual.training.mixing.mixup)
    add("--cutmix", configuration.training.mixing.cutmix, usual.training.mixing.cutmix)
  }

  mutating func add(_ machine: RunConfiguration.Machine) {
    add("--threads", machine.threads)
    add("--memory-limit", machine.memoryLimit.map { "\($0)B" })
    add("--micro-batch", machine.microBatch)
    add("--cache-limit", machine.cacheLimit.map { "\($0)B" })
  }
}
